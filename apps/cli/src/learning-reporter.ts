/** How a run that learns, by pre-training or fine-tuning, shows itself: one moving line on a terminal, a line now and then elsewhere. */
import type { CliIo } from "./io.ts";
import { duration } from "./progress.ts";

export interface LearningProgress {
  readonly step: number;
  readonly steps: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** The share of time that was spent waiting for batches, where others make them. */
  readonly waitedShare?: number;
}

export interface LearningReporter {
  update(progress: LearningProgress): void;
  note(text: string): void;
}

/** Off a terminal a line comes after so many updates, or sooner where they are slow. */
const LINE_EVERY = 20;
const LINE_AFTER_MS = 60_000;
/** How much a loss counts for beside the next. */
const SMOOTHING = 0.98;
/** Updates whose mean tells that of the others, but for the longest, which hold pauses for validation and pictures. */
const PACE_OF = 50;
const PAUSES = 2;

/** Seconds of an update: without pauses, and with them, which is what the rest of the run will take. */
interface Pace {
  readonly plain: number;
  readonly whole: number;
}

/** Reports to stderr. */
export function learningReporter({
  stderr,
  isStderrTerminal,
  nowMs,
}: Pick<CliIo, "stderr" | "isStderrTerminal" | "nowMs">): LearningReporter {
  const clear = isStderrTerminal ? "\r\u001b[K" : "";
  const secondsOfUpdates: number[] = [];
  const smoothed = smoothedMean();
  let lastMs: number | undefined;
  let lineMs = nowMs();
  let first: { readonly step: number; readonly atMs: number } | undefined;
  return {
    note: (text) => stderr(`${clear}${text}\n`),
    update: (progress) => {
      const { step, steps, metrics } = progress;
      const now = nowMs();
      if (lastMs !== undefined) secondsOfUpdates.push((now - lastMs) / 1000);
      if (secondsOfUpdates.length > PACE_OF) secondsOfUpdates.shift();
      lastMs = now;
      first ??= { step, atMs: now };
      const loss = smoothed(metrics.loss ?? Number.NaN);
      const isDue = step % LINE_EVERY === 0 || step === steps || now - lineMs >= LINE_AFTER_MS;
      if (!isStderrTerminal && !isDue) return;
      lineMs = now;
      const pace = { plain: plainPace(secondsOfUpdates), whole: (now - first.atMs) / 1000 / (step - first.step) };
      stderr(`${clear}${progressLine(progress, loss, pace)}${isStderrTerminal ? "" : "\n"}`);
    },
  };
}

/** Mean of the values so far, later ones counting for more; from the first on, unlike an average that starts somewhere. */
function smoothedMean(): (value: number) => number {
  let [sum, weight] = [0, 0];
  return (value) => {
    [sum, weight] = [SMOOTHING * sum + value, SMOOTHING * weight + 1];
    return sum / weight;
  };
}

function progressLine({ step, steps, waitedShare }: LearningProgress, loss: number, { plain, whole }: Pace): string {
  const bar = "█".repeat(Math.round((step / steps) * 20)).padEnd(20, "░");
  const pace = Number.isNaN(plain) ? "" : `  ${plain.toFixed(2)} s/step`;
  const left = Number.isNaN(whole) ? "–" : duration((steps - step) * whole * 1000);
  const waiting = waitedShare === undefined ? "" : `  waiting ${(100 * waitedShare).toFixed(1)} %`;
  return `${bar} ${step}/${steps}  loss ${loss.toPrecision(4)}${pace}${waiting}  left ${left}`;
}

/** The mean, since studies of few views take a fraction of what others take, and a median would name one of the two. */
function plainPace(seconds: readonly number[]): number {
  const shorter = seconds.toSorted((a, b) => a - b).slice(0, Math.max(1, seconds.length - PAUSES));
  return shorter.reduce((sum, value) => sum + value, 0) / shorter.length;
}
