/** A place of a body as the two programs of the vectors give it. */
export interface BodyVector {
  readonly topocentric_apparent_ra_deg: number;
  readonly topocentric_apparent_dec_deg: number;
  readonly geocentric_apparent_ra_deg: number;
  readonly geocentric_apparent_dec_deg: number;
  readonly geocentric_true_ecliptic_lon_deg: number;
  readonly geocentric_true_ecliptic_lat_deg: number;
  readonly distance_au: number;
  readonly alt_deg: number;
  readonly az_deg: number;
  readonly second_program_topocentric_ra_dec_deg: readonly [number, number];
}

export interface StarVector {
  readonly icrs_at_date_ra_deg: number;
  readonly icrs_at_date_dec_deg: number;
  readonly topocentric_apparent_ra_deg: number;
  readonly topocentric_apparent_dec_deg: number;
  readonly alt_deg: number;
  readonly az_deg: number;
}

export interface VectorCase {
  readonly utc: string;
  readonly lat_deg: number;
  readonly lon_deg_east: number;
  readonly height_m: number;
  readonly pressure_hPa: number;
  readonly temperature_C: number;
  readonly humidity: number;
  readonly obswl_um: number;
  readonly jd_utc: number;
  readonly jd_tt: number;
  readonly jd_ut1: number;
  readonly ut1_minus_utc_s: number;
  readonly polar_motion_arcsec: readonly [number, number];
  readonly gmst_deg: number;
  readonly gast_deg: number;
  readonly era_deg: number;
  readonly lst_apparent_deg: number;
  readonly mean_obliquity_deg: number;
  readonly nutation_longitude_arcsec: number;
  readonly nutation_obliquity_arcsec: number;
  readonly bias_precession_nutation_matrix: readonly (readonly number[])[];
  readonly bodies: Readonly<Record<string, BodyVector>>;
  readonly stars: Readonly<Record<string, StarVector>>;
  readonly moon_elongation_deg: number;
  readonly moon_illuminated_fraction: number;
}

export interface RefractionVector {
  readonly pressure_hPa: number;
  readonly temperature_C: number;
  readonly humidity: number;
  readonly obswl_um: number;
  readonly refco_A_rad: number;
  readonly refco_B_rad: number;
}

export interface ConversionVector {
  readonly icrs_ra_deg: number;
  readonly icrs_dec_deg: number;
  readonly galactic_l_deg: number;
  readonly galactic_b_deg: number;
  readonly mean_ecliptic_J2000_lon_deg: number;
  readonly mean_ecliptic_J2000_lat_deg: number;
}

export interface SeparationVector {
  readonly a: readonly [number, number];
  readonly b: readonly [number, number];
  readonly sep_deg: number;
  readonly pa_deg: number;
}

export interface AstrometryVectors {
  readonly cases: readonly VectorCase[];
  readonly refraction: readonly RefractionVector[];
  readonly galactic_ecliptic: readonly ConversionVector[];
  readonly separations: readonly SeparationVector[];
}

/** The vectors of two independent programs, from the text of their file. */
export function readAstrometryVectors(text: string): AstrometryVectors {
  const parsed: unknown = JSON.parse(text);
  if (!isVectors(parsed)) throw new Error('The file holds no astrometry vectors');
  return parsed;
}

function isVectors(value: unknown): value is AstrometryVectors {
  return typeof value === 'object' && value !== null && 'cases' in value && 'separations' in value;
}
