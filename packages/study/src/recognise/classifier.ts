/** What a trained image classifier says of a series: one more witness, behind a port, so that no training code is needed here. */
import { type DicomInstance, readPixels } from "@cmrkit/imaging";
import type { Evidence } from "./evidence.ts";
import type { SequenceName, ViewName } from "./kinds.ts";

/** One picture, as a classifier sees it. */
export interface GreyPlane {
  /** (Y, X), x fastest. */
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** Distance between rows, then between columns. */
  readonly pixelSpacingMm: readonly [number, number];
}

/** A class and its probability; a classifier of sequences alone says nothing of views. */
export interface ClassifiedKind {
  readonly sequence?: SequenceName;
  readonly view?: ViewName;
  readonly probability: number;
}

/** Every class that it knows. It can only answer among these, whatever the picture shows. */
export type ClassifyPlane = (plane: GreyPlane) => Promise<readonly ClassifiedKind[]>;

export interface ClassifierEvidence {
  readonly sequence: readonly Evidence<SequenceName>[];
  readonly view: readonly Evidence<ViewName>[];
}

/**
 * Below it the classifier is no more than asked; from it on 98 of 100 answers of the shipped one are right, about the kinds that it knows
 * (experiments/0031-image-kind-two-makers). Of others it can be sure and wrong, so that it only decides what all else leaves open.
 */
const LEAST_PROBABILITY = 0.7;

export async function classifierEvidence(image: DicomInstance, classify: ClassifyPlane): Promise<ClassifierEvidence> {
  const { rows, columns, pixelSpacingMm } = image;
  const kinds = await classify({ data: readPixels(image), rows, columns, pixelSpacingMm });
  return {
    sequence: evidenceOf(kinds, ({ sequence }) => sequence),
    view: evidenceOf(kinds, ({ view }) => view),
  };
}

/** Probabilities of classes that share a sequence, or a view, add up. */
function evidenceOf<Value extends string>(
  kinds: readonly ClassifiedKind[],
  nameIn: (kind: ClassifiedKind) => Value | undefined,
): readonly Evidence<Value>[] {
  const sums = new Map<Value, number>();
  for (const kind of kinds) {
    const value = nameIn(kind);
    if (value !== undefined) sums.set(value, (sums.get(value) ?? 0) + kind.probability);
  }
  const [best] = [...sums].sort(([, a], [, b]) => b - a);
  if (best === undefined) return [];
  const [value, probability] = best;
  const meant = meaningOf(value, [...sums.keys()]);
  const alone = meant.length > 1 ? ", the only long axis that it knows" : "";
  const saw = `the classifier says ${value} with ${(100 * probability).toFixed(0)} %${alone}`;
  return [{ source: "classifier", saw, strength: "usual", speaksFor: probability < LEAST_PROBABILITY ? [] : meant }];
}

const longAxes: readonly string[] = ["lax_2c", "lax_3c", "lax_4c"] satisfies readonly ViewName[];

/** One that knows a single long-axis view cannot tell it from the others: it can only say that a plane is none of the rest. */
function meaningOf<Value extends string>(value: Value, known: readonly Value[]): readonly Value[] {
  const isOnlyLongAxis = longAxes.includes(value) && known.filter((other) => longAxes.includes(other)).length === 1;
  return isOnlyLongAxis ? (longAxes as readonly Value[]) : [value];
}
