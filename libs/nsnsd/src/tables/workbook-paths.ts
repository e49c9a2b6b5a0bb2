/** Paths of the workbooks of a night in the tree of the old pipeline, relative to its base folder. */
export interface WorkbookPaths {
  /** `tables/NIGHT.xlsx`: people type into it. */
  readonly tables: string;
  /** `calibreport.xlsx`, `natsky_model_params.xlsx`: so they do into these. */
  readonly calibrationReport: string;
  readonly modelParameters: string;
  readonly vertical: string;
  readonly cities: string;
}

/** Where the workbooks of a night lie (sky-stages 3.7, 4.4, 6, 7). */
export function nsnsdWorkbookPaths(night: string): WorkbookPaths {
  const folder = `Data/calibdata/${night}`;
  return {
    tables: `Data/tables/${night}.xlsx`,
    calibrationReport: `${folder}/calibreport.xlsx`,
    modelParameters: `${folder}/natsky_model_params.xlsx`,
    vertical: `${folder}/vert.xlsx`,
    cities: `${folder}/cities.xlsx`,
  };
}
