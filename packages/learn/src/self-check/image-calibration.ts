/** Where the limit of a check of images lies, and how patients fare whose images took no part in saying what is usual. */
import { permutation, randomStream } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import { type Features, featureRow, selectRows } from "../linear/features.ts";
import { distanceFromUsual, fitUsualImages } from "./usual-images.ts";

/** Each patient by what the other folds' patients say is usual. */
export interface TriedImages {
  readonly id: string;
  readonly fold: number;
  /** Of the phase that lies farther away. */
  readonly distance: number;
}

export interface ImageCheckFacts {
  readonly limit: number;
  readonly tried: readonly TriedImages[];
  /** Of `tried`, by the limit that the patients of the other folds set. */
  readonly passingByOthersLimit: number;
}

const SEED = 20261123;
const FOLDS = 5;
/** Of the patients, within the limit. */
const PASSING_SHARE = 0.98;

/** @throws {LearnError} `bad-config` for fewer patients than folds. */
export function requireEnough(patients: number): void {
  if (patients < FOLDS) throw new LearnError("bad-config", `${patients} patients are too few for ${FOLDS} folds`);
}

/** @param features Of each patient two rows, one for each phase. */
export function calibrateImages(ids: readonly string[], features: Features): ImageCheckFacts {
  const tried = triedImages(ids, features);
  const passingByOthersLimit = tried.filter(
    ({ fold, distance }) => distance <= limitOf(tried.filter((other) => other.fold !== fold)),
  ).length;
  return { limit: limitOf(tried), tried, passingByOthersLimit };
}

function triedImages(ids: readonly string[], features: Features): TriedImages[] {
  const order = permutation(ids.length, randomStream(SEED).fork("folds"));
  const foldOf = (heart: number) => order.indexOf(heart) % FOLDS;
  const usual = Array.from({ length: FOLDS }, (_, fold) => {
    const others = ids.flatMap((_, n) => (foldOf(n) === fold ? [] : [2 * n, 2 * n + 1]));
    return fitUsualImages(selectRows(features, others));
  });
  return ids.map((id, n) => {
    const fold = foldOf(n);
    const [ed, es] = [2 * n, 2 * n + 1].map((row) => distanceFromUsual(featureRow(features, row), usual[fold]!));
    return { id, fold, distance: Math.max(ed!, es!) };
  });
}

/** The smallest distance that as many patients as wanted do not exceed. */
function limitOf(tried: readonly TriedImages[]): number {
  const sorted = tried.map(({ distance }) => distance).sort((a, b) => a - b);
  return sorted[Math.ceil(PASSING_SHARE * sorted.length) - 1]!;
}
