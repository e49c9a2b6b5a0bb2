export { nightReportJson, nightReportPage } from './night-report-page.js';
export type { ReportPictures } from './pictures.js';
