/** What the series of a study show: `recogniseSeries` is the door, the page and the names are for showing it. */
export type { ClassifiedKind, ClassifyPlane, GreyPlane } from "./classifier.ts";
export type { Evidence, EvidenceSource, Finding } from "./evidence.ts";
export { isSequenceName, isViewName, type SequenceName, sequenceTitles, type ViewName, viewTitles } from "./kinds.ts";
export { type ListedSeries, type ListedStudy, listStudies } from "./listed-study.ts";
export { NoShortAxis, type UnfitSeries } from "./no-short-axis.ts";
export { parseSeriesOverride, type SeriesOverride } from "./overrides.ts";
export { seriesPage, studyTitle } from "./page.ts";
export { type RecognisedSeries, type RecogniseOptions, recogniseSeries } from "./recognise.ts";
export { stackSuffix } from "./series-handle.ts";
export { contradictionOf, groundsOf, titleOf } from "./tell.ts";
export { type Said, type WordsFound, wordsIn } from "./words.ts";
