/** How a pre-training run shows itself: one moving line on a terminal, a line now and then elsewhere. */
import type { CliIo } from "../io.ts";
import { duration } from "../progress.ts";

export interface PretrainProgress {
  readonly step: number;
  readonly steps: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** The share of time that was spent waiting for batches. */
  readonly waitedShare: number;
}

export interface PretrainReporter {
  update(progress: PretrainProgress): void;
  note(text: string): void;
}

const LINE_EVERY = 20;
const SMOOTHING = 0.98;
/** Updates whose pace tells that of the others; a pause for validation or a picture is among the longest, not these. */
const PACE_OF = 50;

/** Seconds of an update: without pauses, and with them, which is what the rest of the run will take. */
interface Pace {
  readonly median: number;
  readonly mean: number;
}

/** Reports to stderr. */
export function pretrainReporter({
  stderr,
  isStderrTerminal,
  nowMs,
}: Pick<CliIo, "stderr" | "isStderrTerminal" | "nowMs">): PretrainReporter {
  const clear = isStderrTerminal ? "\r\u001b[K" : "";
  const secondsOfUpdates: number[] = [];
  let smoothed: number | undefined;
  let lastMs: number | undefined;
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
      const loss = metrics.loss ?? Number.NaN;
      smoothed = smoothed === undefined ? loss : SMOOTHING * smoothed + (1 - SMOOTHING) * loss;
      if (!isStderrTerminal && step % LINE_EVERY !== 0 && step !== steps) return;
      const pace = { median: median(secondsOfUpdates), mean: (now - first.atMs) / 1000 / (step - first.step) };
      stderr(`${clear}${progressLine(progress, smoothed, pace)}${isStderrTerminal ? "" : "\n"}`);
    },
  };
}

function progressLine({ step, steps, waitedShare }: PretrainProgress, loss: number, { median, mean }: Pace): string {
  const bar = "█".repeat(Math.round((step / steps) * 20)).padEnd(20, "░");
  const pace = Number.isNaN(median) ? "" : `  ${median.toFixed(2)} s/step`;
  const left = Number.isNaN(mean) ? "–" : duration((steps - step) * mean * 1000);
  return `${bar} ${step}/${steps}  loss ${loss.toPrecision(4)}${pace}  waiting ${(100 * waitedShare).toFixed(1)} %  left ${left}`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
