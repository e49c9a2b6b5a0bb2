import type { CardEntry, Header } from '@nightskies/fits';

const keywords = [
  'NIGHT',
  'SET',
  'BAND',
  'CAMERA',
  'ZEROPT',
  'ZEROPERR',
  'EXTINCT',
  'EXTERR',
  'SYSERR',
];

/** What a map says of its set, for maps made from it. */
export function setCards(header: Header): CardEntry[] {
  return keywords.flatMap((keyword): CardEntry[] => {
    const card = header.card(keyword);
    return card?.value === undefined ? [] : [[keyword, card.value]];
  });
}
