export type { Bitpix } from './bitpix.js';
export { Card, type CardForm, type CardValue } from './card.js';
export type { Quantize, TileCompression } from './compress/tile-compression.js';
export { FitsError, type FitsErrorDetails } from './errors.js';
export { Header, type CardEntry } from './header.js';
export { firstImage, imageNamed, readFits } from './read.js';
export type { ReadLimits } from './read-limits.js';
export type { Scaling } from './scaling.js';
export type {
  FitsFile,
  Hdu,
  ImageHdu,
  ImageToWrite,
  MadeFloats,
  OpaqueHdu,
  TableHdu,
  TableToWrite,
} from './types.js';
export { compressFits } from './stream/compress-fits.js';
export { memorySource, type ByteSink, type ByteSource } from './stream/byte-source.js';
export {
  FitsFileWriter,
  type BandedImage,
  type BandPixels,
  type BandType,
} from './stream/fits-file-writer.js';
export { openFits } from './stream/open-fits.js';
export type { OpenFits, OpenImage, OpenOther } from './stream/open-image.js';
export { verifyChecksums, type ChecksumReport, type ChecksumState } from './verify.js';
export { fileRoom, writeFits } from './write.js';
export {
  arrayPixel,
  fitsPixel,
  linearWcs,
  readLinearWcs,
  type LinearProjection,
  type LinearWcs,
  type LinearWcsFound,
} from './wcs.js';
export {
  cellLength,
  columnFloat64,
  columnNamed,
  unknownLogical,
  type BitColumn,
  type ColumnFacts,
  type ComplexColumn,
  type ListColumn,
  type LogicalColumn,
  type NumberColumn,
  type Table,
  type TableColumn,
  type TextColumn,
} from './table/column.js';
export { readTable } from './table/read-table.js';
export { requireNumbers } from './table/require-numbers.js';
export { readEcsv, type EcsvTable } from './ecsv/read-ecsv.js';
export { writeEcsv, type EcsvOptions } from './ecsv/write-ecsv.js';
export type { Yaml } from './ecsv/yaml.js';
