/** Decides which series of a study is the short-axis cine. */
import { dot } from "../geometry-vector.ts";
import { layOutCine, layoutOptionsOf } from "./cine-layout.ts";
import { DicomError } from "./errors.ts";
import { extentOf } from "./inspect.ts";
import { normalOf } from "./instance.ts";
import { hasSameMatrix, hasSameOrientation, isJoined, type Series } from "./series.ts";
import { slicesOf } from "./slice-stack.ts";

export interface ChoiceWarning {
  readonly kind:
    | "several-candidates"
    /** The stack was acquired again as another series. */
    | "repeated-acquisition"
    /** The stack was exported as one series for each slice. */
    | "series-joined";
  readonly message: string;
}

export interface CineChoice {
  readonly series: Series;
  readonly warnings: readonly ChoiceWarning[];
}

/** A long-axis cine has one slice, or two or three that are not parallel: three parallel slices make a stack. */
export const MIN_STACK_SLICES = 3;
const MIN_FRAMES = 2;

export interface CineChoiceOptions {
  /** Whether a series may be the short-axis cine by something else than its extent; all may unless told. */
  readonly isCandidate?: (series: Series) => boolean;
  /** Why a series is thought to be the short-axis cine, where something else than its extent says so. */
  readonly reasonFor?: (series: Series) => string | undefined;
}

interface Candidate {
  readonly series: Series;
  readonly sliceCount: number;
  readonly frameCount: number;
  /** UID and extent. */
  readonly name: string;
  /** With the reason why it is thought to be the short-axis cine, where there is one. */
  readonly description: string;
}

/**
 * The series that is a stack of at least three parallel slices with at least two frames each; of several in one study
 * the one with the most slices × frames, with a warning. Where that stack was acquired again as another series, the last
 * complete one counts. Whether the stack is whole is for `assembleCine` to say.
 *
 * @throws {DicomError} `no-cine`, listing what was found; `mixed-studies` when candidates come from several studies;
 *   `mixed-series` when a series holds parallel cine images of different geometry, of which one stack is a part only.
 */
export function chooseCine(series: readonly Series[], options: CineChoiceOptions = {}): CineChoice {
  const { isCandidate = () => true, reasonFor } = options;
  const all = series.map((one) => toCandidate(one, reasonFor?.(one)));
  const stacks = all.filter(
    ({ series: one, sliceCount, frameCount }) =>
      sliceCount >= MIN_STACK_SLICES && frameCount >= MIN_FRAMES && isCandidate(one),
  );
  const ranked = stacks.toSorted((a, b) => b.sliceCount * b.frameCount - a.sliceCount * a.frameCount);
  const [largest] = ranked;
  if (largest === undefined) throw noCine(all);
  requireOneStudy(ranked);
  const repeats = ranked.filter((other) => other === largest || isRepeat(other, largest));
  const best = lastWhole(repeats) ?? largest;
  requireWholeSeries(best, all);
  const others = ranked.filter((other) => !repeats.includes(other));
  return Object.freeze({
    series: best.series,
    warnings: Object.freeze([
      ...(isJoined(best.series) ? [joinedWarning(best)] : []),
      ...(repeats.length === 1 ? [] : [repeatedWarning(best, repeats)]),
      ...(others.length === 0 ? [] : [severalWarning([best, ...others])]),
    ]),
  });
}

/** Whether two series show the same slices in as many frames: perfusion and stills at these places have other counts. */
function isRepeat(other: Candidate, best: Candidate): boolean {
  const [a, b] = [other.series.instances[0]!, best.series.instances[0]!];
  const isAlike = other.frameCount === best.frameCount && hasSameMatrix(a, b) && hasSameOrientation(a, b);
  return isAlike && other.series.seriesInstanceUid !== best.series.seriesInstanceUid && sharesSlices(other, best);
}

/** Positions as far apart as this are still one slice: planning is copied, rounding is not. */
const SAME_POSITION_MM = 0.5;

function sharesSlices(other: Candidate, best: Candidate): boolean {
  const offsets = slicesOf(best.series.instances).map(({ offsetMm }) => offsetMm);
  const shared = slicesOf(other.series.instances).filter(({ offsetMm }) =>
    offsets.some((offset) => Math.abs(offset - offsetMm) <= SAME_POSITION_MM),
  );
  return 2 * shared.length >= best.sliceCount;
}

/** Of repeated series the last one, by series number, that is as large as any and lays out without a refusal. */
function lastWhole(repeats: readonly Candidate[]): Candidate | undefined {
  const sliceCount = Math.max(...repeats.map((one) => one.sliceCount));
  const byNumber = repeats.toSorted((a, b) => numberOf(a) - numberOf(b));
  return byNumber.findLast((one) => one.sliceCount === sliceCount && isWhole(one.series));
}

function numberOf({ series }: Candidate): number {
  return series.instances[0]!.seriesNumber ?? 0;
}

function isWhole(series: Series): boolean {
  try {
    layOutCine(series.instances, layoutOptionsOf(series));
    return true;
  } catch (error) {
    if (error instanceof DicomError) return false;
    throw error;
  }
}

function repeatedWarning(best: Candidate, repeats: readonly Candidate[]): ChoiceWarning {
  const message = `the stack was acquired ${repeats.length} times; the last complete one, ${best.description}, is used`;
  return Object.freeze({ kind: "repeated-acquisition", message: `${message} of ${list(repeats)}` });
}

function joinedWarning({ series, sliceCount, frameCount }: Candidate): ChoiceWarning {
  const stack = `${sliceCount} slices × ${frameCount} frames were exported as ${series.joinedSeriesUids!.length} series`;
  const why = "frame of reference, matrix, orientation, protocol and number of frames agree, and distances are even";
  return Object.freeze({
    kind: "series-joined",
    message: `${stack}, one for each slice, and are one stack here: ${why}`,
  });
}

function toCandidate(series: Series, reason: string | undefined): Candidate {
  const { sliceCount, frameCount } = extentOf(series);
  const part = series.stackCount > 1 ? `, stack ${series.stackNumber} of ${series.stackCount}` : "";
  const name = `series ${series.seriesInstanceUid}${part}: ${sliceCount} slices × ${frameCount} frames`;
  return { series, sliceCount, frameCount, name, description: reason === undefined ? name : `${name} (${reason})` };
}

function noCine(all: readonly Candidate[]): DicomError {
  const needed = `a short-axis cine needs at least ${MIN_STACK_SLICES} parallel slices with at least ${MIN_FRAMES} frames each`;
  const found = all.length === 0 ? "no MR series" : list(all);
  return new DicomError("no-cine", `${needed}; found ${found}`, { seriesCount: all.length });
}

function requireOneStudy(stacks: readonly Candidate[]): void {
  const studies = new Set(stacks.map(({ series }) => series.studyInstanceUid));
  if (studies.size === 1) return;
  const message = `cine stacks of ${studies.size} studies are mixed, perhaps of different patients: ${stacks.map(({ name }) => name).join("; ")}`;
  throw new DicomError("mixed-studies", `${message}; give one study at a time`, { studyCount: studies.size });
}

/** Planes within 20° of each other cut the heart alike; long-axis planes are 60° to 90° off the short axis. */
const MIN_PARALLEL_COSINE = Math.cos((20 * Math.PI) / 180);

function requireWholeSeries(best: Candidate, all: readonly Candidate[]): void {
  const siblings = all.filter(
    (other) =>
      other !== best &&
      other.series.seriesInstanceUid === best.series.seriesInstanceUid &&
      other.frameCount >= MIN_FRAMES &&
      isNearlyParallel(other.series, best.series),
  );
  if (siblings.length === 0) return;
  const message = `parallel cine images of one series differ in orientation, matrix or pixel spacing: ${list([best, ...siblings])}`;
  throw new DicomError("mixed-series", `${message}; separate the stacks, or fetch the series again`, {
    seriesInstanceUid: best.series.seriesInstanceUid,
  });
}

function isNearlyParallel(a: Series, b: Series): boolean {
  const [first, second] = [a.instances[0]!, b.instances[0]!];
  const cosine = dot(normalOf(first.imageOrientationPatient), normalOf(second.imageOrientationPatient));
  return Math.abs(cosine) > MIN_PARALLEL_COSINE;
}

function severalWarning(ranked: readonly Candidate[]): ChoiceWarning {
  const message = `${ranked.length} series could be the short-axis cine; the first, with the most slices × frames, is used`;
  return Object.freeze({ kind: "several-candidates", message: `${message}: ${list(ranked)}` });
}

function list(candidates: readonly Candidate[]): string {
  return candidates.map(({ description }) => description).join("; ");
}
