import type { CellStyle } from 'hucre/xlsx';
import type { Look } from './columns.js';

const black = { rgb: '000000' };
const calibri = (size: number, bold = false): NonNullable<CellStyle['font']> => ({
  name: 'Calibri',
  size,
  bold,
  color: black,
});
const thin = { style: 'thin' } as const;

/** Looks of `tables/NIGHT.xlsx` (sky-stages 7). */
export const workbookTitle: CellStyle = { font: calibri(16, true) };
export const sheetTitle: CellStyle = { font: calibri(11) };
export const boldLabel: CellStyle = { font: calibri(11, true) };

export function smallBold(horizontal: 'left' | 'right'): CellStyle {
  return { font: calibri(10, true), alignment: { horizontal, vertical: 'bottom' } };
}

export function headerStyle(look: Look): CellStyle {
  return {
    font: calibri(11, true),
    border: { bottom: thin },
    alignment: { horizontal: look === 'centred' ? 'center' : 'left', vertical: 'bottom' },
  };
}

export function dataStyle(look: Look, numFmt: string): CellStyle {
  if (look === 'wrapped') {
    return {
      font: calibri(11),
      alignment: { horizontal: 'left', vertical: 'bottom', wrapText: true },
      numFmt,
    };
  }
  return {
    font: { name: 'Courier', size: 10, color: black },
    alignment: { horizontal: look === 'left' ? 'left' : 'center', vertical: 'bottom' },
    numFmt,
  };
}

/** Boxed, bold and centred on a ground of one colour: headers of the smaller workbooks (3.7, 4.4). */
export function boxedHeader(rgb: string): CellStyle {
  return {
    font: calibri(11, true),
    fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb }, bgColor: { rgb } },
    border: { top: thin, right: thin, bottom: thin, left: thin },
    alignment: { horizontal: 'center', vertical: 'center', wrapText: true },
  };
}

export const headerGreen = 'CCFFCC';
export const labelOrange = 'F59067';

export function centredData(numFmt = 'General'): CellStyle {
  return { font: calibri(11), alignment: { horizontal: 'center', vertical: 'center' }, numFmt };
}

export const leftData: CellStyle = {
  font: calibri(11),
  alignment: { horizontal: 'left', vertical: 'center', wrapText: true },
};

/** Ground of cells that a person fills. */
export const typedGround: NonNullable<CellStyle['fill']> = {
  type: 'pattern',
  pattern: 'solid',
  fgColor: { rgb: 'FFF8DC' },
  bgColor: { rgb: 'FFF8DC' },
};

/** Header of a table without colours. */
export const plainHeader: CellStyle = {
  font: calibri(11, true),
  border: { top: thin, right: thin, bottom: thin, left: thin },
  alignment: { horizontal: 'center', vertical: 'top' },
};

/** A style in Arial, which every system has or has the widths of. */
export function inArial(style: CellStyle, size: number): CellStyle {
  return { ...style, font: { ...style.font, name: 'Arial', size } };
}
