/** A folder of DICOM files as the input of an analysis. */
import {
  assembleCine,
  type Cine,
  groupSeries,
  joinSliceSeries,
  layoutOptionsOf,
  readWholeFolder,
  type Series,
  sourceCineOf,
} from "@cmrkit/imaging";
import { chooseShortAxis } from "../recognise/choose-short-axis.ts";
import { type RecogniseOptions, recogniseSeries } from "../recognise/recognise.ts";
import { subjectOfHeader } from "../subject.ts";
import { plausibleTimes } from "./frame-interval.ts";
import { leftOut } from "./left-out.ts";
import { shapeFacts } from "./shape-facts.ts";
import type { InputFacts, StudyInput } from "./study-input.ts";
import { withoutPaths } from "./without-paths.ts";

/**
 * Reads the short-axis cine below a folder, chosen by what its series are recognised as. Trigger times that are those of no
 * heart beat are left out, with a warning, whatever R–R interval is stated beside them.
 * @throws {DicomError} the kinds of `readWholeFolder`, `chooseCine` and `assembleCine`.
 * @throws {StudyError} as `recogniseSeries`.
 */
export async function readDicomInput(folder: string, options: RecogniseOptions = {}): Promise<StudyInput> {
  const index = await readWholeFolder(folder);
  const { series, unjoined } = joinSliceSeries(groupSeries(index.instances));
  const { choice, warnings: doubts } = chooseShortAxis(await recogniseSeries(series, options), unjoined);
  const cine = assembleCine(choice.series.instances, layoutOptionsOf(choice.series));
  const { subject, warnings } = subjectOfHeader(cine.patient, cine.heartRatePerMin);
  const { warnings: doubtfulTimes, ...timed } = plausibleTimes(
    cine.volume,
    "the step between trigger times in the headers",
  );
  return Object.freeze({
    kind: "cine" as const,
    ...timed,
    facts: factsOf(cine, choice.series),
    subject,
    warnings: [
      ...[...choice.warnings, ...doubts, ...cine.warnings].map(({ kind, message }) => ({
        kind,
        message: withoutPaths(message, choice.series.instances),
      })),
      ...doubtfulTimes,
      ...warnings,
      ...leftOut(index.skipped),
    ],
    niftiHeaders: [],
    dicom: {
      cine: sourceCineOf(cine, choice.series.instances),
      firstImage: choice.series.instances[0]!.source,
    },
  });
}

function factsOf(cine: Cine, { instances, joinedSeriesUids }: Series): InputFacts {
  const { manufacturer, manufacturerModelName, magneticFieldStrengthT } = instances[0]!;
  return Object.freeze({
    format: "dicom",
    ...shapeFacts(cine.volume),
    studyInstanceUid: cine.studyInstanceUid,
    seriesInstanceUid: cine.seriesInstanceUid,
    ...(joinedSeriesUids !== undefined && { joinedSeriesUids }),
    ...(manufacturer !== undefined && { manufacturer }),
    ...(manufacturerModelName !== undefined && { manufacturerModelName }),
    ...(magneticFieldStrengthT !== undefined && { magneticFieldStrengthT }),
    ...(cine.heartRatePerMin !== undefined && { heartRatePerMin: cine.heartRatePerMin }),
    frameOrderedBy: cine.frameOrderedBy,
  });
}
