/** The part of fitsjs 0.6.6 (CoffeeScript, no types of its own) that tests use. */
declare module 'fitsjs' {
  interface FitsjsHeader {
    get(keyword: string): unknown;
  }
  interface FitsjsImage {
    readonly bitpix: number;
    readonly bzero: number;
    readonly bscale: number;
    readonly frameOffsets: readonly { readonly buffers: readonly ArrayBuffer[] }[];
    _getFrame(
      buffer: ArrayBuffer,
      bitpix: number,
      bzero: number,
      bscale: number,
    ): ArrayLike<number>;
  }
  interface FitsjsFile {
    readonly hdus: readonly { readonly header: FitsjsHeader; readonly data?: FitsjsImage }[];
  }
  const fitsjs: {
    readonly astro: {
      readonly FITS: new (name: string, callback: (file: FitsjsFile) => void) => unknown;
    };
  };
  export default fitsjs;
}
