/** Light of the upper air. */
export interface AirglowOptions {
  /** At the zenith, above the atmosphere, at the start of the set, nL. */
  readonly zenithNl: number;
  /** Of the shining layer above sea level. */
  readonly heightKm: number;
  /** Share by which it grows per unit of sin z towards `gradientAzimuthDeg`. */
  readonly gradient: number;
  readonly gradientAzimuthDeg: number;
  /** Share by which it grows in an hour. */
  readonly perHour: number;
  /** Amplitude of its waves, a share. */
  readonly ripple: number;
}

/** The glow of a town: a near part on the horizon and a far part over the whole sky. */
export interface DomeOptions {
  readonly azimuthDeg: number;
  /** Of the near part: from its middle to where it has 35 % of its light, along the horizon. */
  readonly widthDeg: number;
  /** Altitude in which the near part falls to 1/e. */
  readonly heightDeg: number;
  /** Of the near part on the horizon, nL. */
  readonly nearNl: number;
  /** Of the far part at the zenith, nL. */
  readonly farNl: number;
}

/** Natural light scattered in the air. */
export interface ScatteringOptions {
  /** Over light scattered once: more for what is scattered again and thrown back by the ground. */
  readonly strength: number;
  /** Mean cosine of the angle by which aerosol turns light. */
  readonly asymmetry: number;
}

/** A skyline between two altitudes. */
export interface TerrainOptions {
  readonly lowestDeg: number;
  readonly highestDeg: number;
  /** Another number, another skyline. */
  readonly shape: number;
}

/**
 * A sky made of known components: airglow, zodiacal light, Milky Way, light scattered in the air,
 * domes, moonlight and twilight, as each is seen at the ground. The celestial ones turn with the sky.
 */
export interface ComponentSky {
  readonly kind: 'components';
  readonly airglow: AirglowOptions;
  /** On the light of a dust cloud with 202 S10 a right angle from the Sun, in the plane. */
  readonly zodiacalFactor: number;
  readonly galacticFactor: number;
  readonly scattering: ScatteringOptions;
  /** Empty for a night without artificial light. */
  readonly domes: readonly DomeOptions[];
  /** The Moon shines where it stands at the time of each frame, if it is up. */
  readonly moonlight: boolean;
  /** The Sun lights the air from where it stands below the horizon. */
  readonly twilight: boolean;
  /** Snow on the ground: terrain in the light of the sky, brighter domes and air. */
  readonly snow: boolean;
  /** Null for a level horizon. */
  readonly terrain: TerrainOptions | null;
}

/** A dark site with a city and a small town on its horizon. */
export const usualComponents: ComponentSky = {
  kind: 'components',
  airglow: {
    zenithNl: 34,
    heightKm: 90,
    gradient: 0.06,
    gradientAzimuthDeg: 200,
    perHour: 0,
    ripple: 0.02,
  },
  zodiacalFactor: 1,
  galacticFactor: 1,
  scattering: { strength: 1.3, asymmetry: 0.65 },
  domes: [
    { azimuthDeg: 118, widthDeg: 22, heightDeg: 6, nearNl: 1100, farNl: 5 },
    { azimuthDeg: 251, widthDeg: 10, heightDeg: 4, nearNl: 300, farNl: 1.5 },
  ],
  moonlight: true,
  twilight: true,
  snow: false,
  terrain: { lowestDeg: 0.5, highestDeg: 4.5, shape: 1 },
};
