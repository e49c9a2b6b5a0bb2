const msPerDay = 86_400_000;
/** JD of 1970-01-01T00:00 UTC. */
const unixEpochJd = 2_440_587.5;
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** Local mean time of a longitude, as a date of UTC fields. */
function localMean(jdUtc: number, longitudeDeg: number): Date {
  return new Date(Math.round((jdUtc - unixEpochJd + longitudeDeg / 360) * msPerDay));
}

/** `4 October 2024`, local mean time. */
export function dateInWords(jdUtc: number, longitudeDeg: number): string {
  const at = localMean(jdUtc, longitudeDeg);
  return `${at.getUTCDate()} ${months[at.getUTCMonth()] ?? ''} ${at.getUTCFullYear()}`;
}

/** `22:21`, local mean time. */
export function clockInWords(jdUtc: number, longitudeDeg: number): string {
  return localMean(jdUtc, longitudeDeg).toISOString().slice(11, 16);
}
