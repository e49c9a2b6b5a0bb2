import { Header } from '../header.js';

/** Of the table of tiles, and how they were made: nothing an image has. */
const ofTable =
  /^(?:XTENSION|BITPIX|NAXIS\d*|PCOUNT|GCOUNT|TFIELDS|THEAP|CHECKSUM|DATASUM|T(?:TYPE|FORM|UNIT|COMM|DIM|NULL|SCAL|ZERO|DISP)\d+|Z(?:IMAGE|CMPTYPE|MASKCMP|QUANTIZ|DITHER0|BLANK|SCALE|ZERO)|Z(?:TILE|NAME|VAL)\d+)$/;

/** Cards of the image, and their keywords in the table (FITS 4.0, section 10.1.2). */
const kept: ReadonlyMap<string, string> = new Map([
  ['ZSIMPLE', 'SIMPLE'],
  ['ZTENSION', 'XTENSION'],
  ['ZBITPIX', 'BITPIX'],
  ['ZNAXIS', 'NAXIS'],
  ['ZEXTEND', 'EXTEND'],
  ['ZBLOCKED', 'BLOCKED'],
  ['ZPCOUNT', 'PCOUNT'],
  ['ZGCOUNT', 'GCOUNT'],
  ['ZHECKSUM', 'CHECKSUM'],
  ['ZDATASUM', 'DATASUM'],
]);
const first = ['SIMPLE', 'XTENSION', 'BITPIX', 'NAXIS'];
const second = ['PCOUNT', 'GCOUNT', 'EXTEND'];
/** What programs call the table, not the image. */
const tableName = 'COMPRESSED_IMAGE';

/** The header an image has when its tiles are unpacked. */
export function imageHeader(table: Header, file: string): Header {
  const integers = (table.integer('ZBITPIX') ?? 0) > 0;
  const structural = new Map<string, string>();
  const others: string[] = [];
  for (const card of table.cards) {
    const keyword = unpackedKeyword(card.keyword);
    if (keyword !== undefined) {
      const text = keyword.padEnd(8) + card.text.slice(8);
      if (/^(?:CHECKSUM|DATASUM|BLOCKED)$/.test(keyword)) others.push(text);
      else structural.set(keyword, text);
    } else if (card.keyword === 'ZBLANK' && integers && !table.has('BLANK')) {
      others.push('BLANK   ' + card.text.slice(8));
    } else if (!ofTable.test(card.keyword) && !isTableName(card.keyword, card.value)) {
      others.push(card.text);
    }
  }
  if (!structural.has('SIMPLE') && !structural.has('XTENSION')) {
    structural.set('XTENSION', Header.of([['XTENSION', 'IMAGE', 'Image extension']]).text);
  }
  const axes = [...structural.keys()].filter((keyword) => /^NAXIS\d+$/.test(keyword));
  const order = [...first, ...axes, ...second];
  return Header.parse(
    [...order.map((keyword) => structural.get(keyword) ?? ''), ...others].join(''),
    file,
  );
}

function unpackedKeyword(keyword: string): string | undefined {
  return /^ZNAXIS\d+$/.test(keyword) ? keyword.slice(1) : kept.get(keyword);
}

function isTableName(keyword: string, value: unknown): boolean {
  return keyword === 'EXTNAME' && typeof value === 'string' && value.trim() === tableName;
}
