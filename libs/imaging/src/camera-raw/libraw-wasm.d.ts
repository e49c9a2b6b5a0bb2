/** The few members of the decoder that this library uses; its own types describe the browser's class. */
declare module 'libraw-wasm/dist/libraw.js' {
  export interface LibRawColor {
    readonly black: number;
    readonly maximum: number;
  }
  export interface LibRawMetadata {
    readonly camera_make: string;
    readonly camera_model: string;
    readonly colors: number;
    readonly filters: number;
    readonly cdesc: string;
    readonly color_data: LibRawColor;
  }
  export interface LibRawMosaic {
    readonly raw_width: number;
    readonly raw_height: number;
    readonly top_margin: number;
    readonly left_margin: number;
    readonly width: number;
    readonly height: number;
    readonly data: Uint16Array;
  }
  export interface LibRaw {
    open(bytes: Uint8Array, settings: Readonly<Record<string, never>>): void;
    metadata(full: true): LibRawMetadata;
    rawImageData(): LibRawMosaic | undefined;
    delete(): void;
  }
  export interface LibRawModule {
    readonly LibRaw: new () => LibRaw;
  }
  const factory: (options: {
    wasmBinary: Uint8Array;
    print: (line: string) => void;
    printErr: (line: string) => void;
  }) => Promise<LibRawModule>;
  export default factory;
}
