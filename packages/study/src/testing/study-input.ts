/** The beating heart as an input of the analysis, and its whole analysis. */
import type { LabelVolume } from "@cmrkit/imaging";
import { type Analysis, type AnalysisOptions, analyse } from "../analyse.ts";
import { shapeFacts } from "../input/shape-facts.ts";
import type { StudyInput } from "../input/study-input.ts";
import { beatingLabels, pictureOf } from "./beating-heart.ts";
import { fakeSegmenter } from "./fake-segmenter.ts";

export function inputOf(labels: LabelVolume, changes: Partial<StudyInput> = {}): StudyInput {
  const volume = pictureOf(labels);
  const facts = { format: "dicom" as const, ...shapeFacts(volume) };
  return { kind: "cine", volume, facts, subject: {}, warnings: [], niftiHeaders: [], ...changes };
}

export function analysisOf(
  changes: Partial<StudyInput> = {},
  options: Partial<AnalysisOptions> = {},
  labels: LabelVolume = beatingLabels(),
): Promise<Analysis> {
  return analyse(inputOf(labels, changes), fakeSegmenter(labels), { software: "cmrkit test", ...options });
}
