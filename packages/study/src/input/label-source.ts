/** Where labels come from: a file that somebody gave, or a model whose contours nobody has checked. */
import type { LabelTable, NamedLabels } from "@cmrkit/cardiac";
import { type NiftiHeader, writeNiftiLabels } from "@cmrkit/imaging";
import type { NamedFile } from "../output/write-folder.ts";
import type { SegmentationModel } from "../segment/index.ts";
import type { StudyWarning } from "../warning.ts";

export type LabelSource =
  | {
      /** Of the file. */
      readonly sha256: string;
    }
  | { readonly model: SegmentationModel };

/** What a record says of the labels that it was measured from. */
export interface LabelFacts {
  readonly sha256?: string;
  readonly model?: SegmentationModel;
  readonly table: LabelTable;
}

export function labelFacts({ table }: NamedLabels, source: LabelSource | undefined): LabelFacts {
  return { ...source, table };
}

/** @param of What the labels belong to, in a sentence. */
export function labelWarnings(labels: LabelFacts | undefined, of: string): readonly StudyWarning[] {
  if (labels?.model === undefined) return [];
  const message = `a model drew the contours of ${of} (${labels.model.name}), and nobody has checked them; correct them and measure again`;
  return [{ kind: "contours-by-model", message }];
}

const STEM = "labels-by-model";

/** Whether a file of results is one of `modelLabelFiles`. */
export function isModelLabelFile(name: string): boolean {
  return name.startsWith(STEM);
}

/**
 * What a model drew, as labels that a person can correct and give again, and the table of their numbers.
 * @param ending Tells apart what is drawn for several images of one measurement.
 * @throws {NiftiError} `header-mismatch`.
 */
export function modelLabelFiles(
  { labels, table }: NamedLabels,
  ending: string,
  like?: NiftiHeader,
): readonly NamedFile[] {
  const name = ending === "" ? STEM : `${STEM}-${ending}`;
  return [
    { name: `${name}.nii.gz`, content: writeNiftiLabels(labels, { gzip: true, ...(like && { like }) }) },
    { name: `${name}.json`, content: `${JSON.stringify(table, null, 2)}\n` },
  ];
}
