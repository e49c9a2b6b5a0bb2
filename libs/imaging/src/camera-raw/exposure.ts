/** When and how long a picture was exposed, by its EXIF. */
export interface Exposure {
  /** Start by the camera's clock, as 2026-11-01T21:03:04.25; null when not told. */
  readonly startLocal: string | null;
  /** Offset of that clock from UTC, as +01:00; null when not told. */
  readonly utcOffset: string | null;
  readonly seconds: number | null;
}

const tags = ['DateTimeOriginal', 'OffsetTimeOriginal', 'SubSecTimeOriginal', 'ExposureTime'];

/** The exposure by the EXIF of a file; all null where there is none that can be read. */
export async function readExposure(bytes: Uint8Array): Promise<Exposure> {
  const { default: exifr } = await import('exifr');
  let found: unknown;
  try {
    found = await exifr.parse(bytes, { pick: tags, reviveValues: false, translateValues: false });
  } catch {
    // A raw file whose container the EXIF reader does not know still has its pixels.
    found = undefined;
  }
  const tag = (name: string): unknown =>
    typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined;
  const seconds = tag('ExposureTime');
  return {
    startLocal: startOf(tag('DateTimeOriginal'), tag('SubSecTimeOriginal')),
    utcOffset: offsetOf(tag('OffsetTimeOriginal')),
    seconds: typeof seconds === 'number' && seconds > 0 ? seconds : null,
  };
}

function startOf(dateTime: unknown, subSeconds: unknown): string | null {
  const parts =
    typeof dateTime === 'string' ? /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(dateTime) : null;
  if (parts === null) return null;
  const [, year, month, day, time] = parts;
  // Cameras without a set clock write zeros.
  if (month === '00' || day === '00') return null;
  const digits = typeof subSeconds === 'string' ? /^\d+/.exec(subSeconds.trim()) : null;
  return `${year}-${month}-${day}T${time}${digits === null ? '' : `.${digits[0]}`}`;
}

function offsetOf(offset: unknown): string | null {
  return typeof offset === 'string' && /^[+-]\d\d:\d\d/.test(offset) ? offset.slice(0, 6) : null;
}
