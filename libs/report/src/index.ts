export { nightReportJson, nightReportPage } from './night-report-page.js';
export type { ReportPictures } from './pictures.js';
export { setReport, type SetReportInput } from './set-report.js';
export { fitFacts } from './natural-model.js';
