/** What the series of a study show: `recogniseSeries` is the door, the page and the names are for showing it. */
export type { ClassifiedKind, ClassifyPlane, GreyPlane } from "./classifier.ts";
export type { Evidence, EvidenceSource, Finding } from "./evidence.ts";
export { isSequenceName, isViewName, type SequenceName, sequenceTitles, type ViewName, viewTitles } from "./kinds.ts";
export { parseSeriesOverride, type SeriesOverride } from "./overrides.ts";
export { type ListedSeries, seriesPage } from "./page.ts";
export { type RecognisedSeries, type RecogniseOptions, recogniseSeries } from "./recognise.ts";
export { contradictionOf, groundsOf, titleOf } from "./tell.ts";
export { type Said, type WordsFound, wordsIn } from "./words.ts";
