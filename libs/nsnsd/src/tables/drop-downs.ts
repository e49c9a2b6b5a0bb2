/** What the drop-downs of NIGHT METADATA offer (sky-stages 7.1). */
const choices: Readonly<Record<string, readonly string[]>> = {
  CAMERA: ['IMG1', 'ML 1', 'ML 2', 'ML 3', 'ML 4', 'ML 5', 'ML 6', 'ML 7', 'SBIG 1', 'Proline'],
  LENS: ['Nikon 1.2', 'Nikon 1.8'],
  FILTER_NAME: ['V', 'B'],
  FILTER: ['5541', '5728', '6084', '7706', '8582', '8525', '9047', '9776'],
  INSTRUMENT: [...Array.from({ length: 11 }, (_, index) => `NexStar ${index + 1}`), 'NexStar SE1'],
};

/** A list longer than this is not read by spreadsheet programs, characters. */
const longestList = 255;

/** What the drop-down of a column offers; empty for a column without one. */
export function lineChoices(column: string, observers: readonly string[]): readonly string[] {
  if (!/^OBS_\d$/.test(column)) return choices[column] ?? [];
  const names = [...new Set(observers.map((name) => name.replaceAll(/["\r\n]/g, '').trim()))]
    .filter((name) => name !== '' && !name.includes(','))
    .sort();
  return names.filter((_, index) => names.slice(0, index + 1).join(',').length <= longestList);
}
