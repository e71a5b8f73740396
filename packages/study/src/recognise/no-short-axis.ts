/** The refusal of a study without a short-axis cine: each series with what it was taken for and why it does not serve. */
import { DicomError, extentOf, MIN_STACK_SLICES, type UnjoinedSlices } from "@cmrkit/imaging";
import type { RecognisedSeries } from "./recognise.ts";
import { handleOf } from "./series-handle.ts";
import { titleOf } from "./tell.ts";

/** A series that is no short-axis cine. */
export interface UnfitSeries {
  readonly handle: string;
  /** Free text of the scanner: for the user's screen, not for results or logs. */
  readonly description: string;
  /** `cine, two-chamber`. */
  readonly recognisedAs: string;
  /** What it lacks, in a few words each. */
  readonly lacks: readonly string[];
}

/** `no-cine`. The message is one line without free text; `series` is the list behind it, for a screen. */
export class NoShortAxis extends DicomError {
  readonly series: readonly UnfitSeries[];
  /** What the user may do about it. */
  readonly advice: string;

  constructor(message: string, series: readonly UnfitSeries[], advice: string) {
    super("no-cine", message, { seriesCount: series.length });
    this.series = Object.freeze(series);
    this.advice = advice;
  }
}

/**
 * @param recognised at least one series.
 * @param couldServe Whether a series would be taken if its slices and frames were enough.
 * @param unjoined Slices that look like one stack but are none: the likeliest reason.
 */
export function noShortAxis(
  recognised: readonly RecognisedSeries[],
  couldServe: (one: RecognisedSeries) => boolean,
  unjoined: readonly UnjoinedSlices[],
): NoShortAxis {
  const unfit = recognised.map((one) => unfitSeries(one, recognised, couldServe(one)));
  const nearest = nearestOf(unfit, recognised.map(couldServe));
  const count = unfit.length === 1 ? "the one series is no" : `none of ${unfit.length} series is a`;
  const what = `${count} short-axis cine, a stack of at least ${MIN_STACK_SLICES} parallel slices that beats`;
  const closest = `the nearest, series ${nearest.handle} (${nearest.recognisedAs}): ${nearest.lacks.join(", ")}`;
  const message = [...unjoined.map((slices) => slices.message), what, closest].join("; ");
  return new NoShortAxis(message, unfit, adviceFor(recognised));
}

/** The one that lacks least; one that would be taken goes before others that lack as much. */
function nearestOf(unfit: readonly UnfitSeries[], couldServe: readonly boolean[]): UnfitSeries {
  const ranked = unfit.map((one, n) => ({ one, lack: one.lacks.length - (couldServe[n] === true ? 0.5 : 0) }));
  return ranked.reduce((best, other) => (other.lack < best.lack ? other : best)).one;
}

function unfitSeries(one: RecognisedSeries, all: readonly RecognisedSeries[], couldServe: boolean): UnfitSeries {
  const { series } = one;
  return {
    handle: handleOf(
      series,
      all.map((other) => other.series),
    ),
    description: series.instances[0]!.seriesDescription ?? "",
    recognisedAs: recognisedAs(one),
    lacks: [...(couldServe ? [] : [whyNotTaken(one)]), ...lackingExtent(one)],
  };
}

function recognisedAs({ sequence, view }: RecognisedSeries): string {
  const titles = [sequence, view].filter(({ kind }) => kind === "recognised").map(titleOf);
  return titles.length === 0 ? "not recognised" : titles.join(", ");
}

function whyNotTaken({ sequence, view }: RecognisedSeries): string {
  if (sequence.kind === "recognised" && sequence.value !== "cine") return "no cine";
  if (view.kind === "recognised" && view.value !== "sax") return "no short axis";
  return "another series is named";
}

function lackingExtent({ series }: RecognisedSeries): readonly string[] {
  const { sliceCount, frameCount } = extentOf(series);
  const slices = sliceCount === 1 ? "1 slice" : `${sliceCount} slices`;
  return [
    ...(sliceCount < MIN_STACK_SLICES ? [slices] : []),
    ...(frameCount === 1 ? ["one frame, so it does not beat"] : []),
  ];
}

/** Naming a series overrules what it was recognised as, but makes no slices and no frames. */
function adviceFor(recognised: readonly RecognisedSeries[]): string {
  const all = recognised.map(({ series }) => series);
  const whole = recognised.filter((one) => lackingExtent(one).length === 0);
  if (whole.length === 0) return "No series has slices and frames enough: look whether the study is whole.";
  const options = whole.map(({ series }) => `--series ${handleOf(series, all)}`);
  return `If one of them is the short-axis cine after all, say so: ${options.join(" or ")}. cmr inspect shows what each was recognised by.`;
}
