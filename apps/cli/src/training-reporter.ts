/** How a training run shows itself: one moving line on a terminal, a line now and then elsewhere. */
import type { TrainingProgress } from "@cmrkit/learn";
import type { CliIo } from "./io.ts";
import { duration } from "./progress.ts";

export interface TrainingReporter {
  update(progress: TrainingProgress): void;
  validating(done: number, total: number): void;
  validated(step: number, meanDice: number): void;
  note(text: string): void;
}

const LINE_EVERY = 50;
const SMOOTHING = 0.98;

/** Reports to stderr. */
export function trainingReporter({ stderr, isStderrTerminal, nowMs }: CliIo): TrainingReporter {
  const average = new Map<string, number>();
  let firstUpdate: { readonly step: number; readonly at: number } | undefined;
  const line = (text: string) => stderr(isStderrTerminal ? `\r\u001b[K${text}` : `${text}\n`);
  return {
    update: (progress) => {
      smooth(average, progress.metrics);
      firstUpdate ??= { step: progress.step, at: nowMs() };
      if (!isStderrTerminal && progress.step % LINE_EVERY !== 0) return;
      const updates = progress.step - firstUpdate.step;
      const secondsPerStep = updates === 0 ? Number.NaN : (nowMs() - firstUpdate.at) / 1000 / updates;
      line(progressLine(progress, average, secondsPerStep));
    },
    validating: (done, total) => {
      if (isStderrTerminal) line(`validating: patient ${done} of ${total}`);
    },
    validated: (step, meanDice) => {
      firstUpdate = undefined; // validation is no part of the time a step takes
      stderr(`${isStderrTerminal ? "\r\u001b[K" : ""}step ${step}: validation Dice ${meanDice.toFixed(4)}\n`);
    },
    note: (text) => stderr(`${isStderrTerminal ? "\r\u001b[K" : ""}${text}\n`),
  };
}

function smooth(average: Map<string, number>, metrics: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(metrics)) {
    const before = average.get(name) ?? value;
    average.set(name, SMOOTHING * before + (1 - SMOOTHING) * value);
  }
}

function progressLine(
  { step, steps }: TrainingProgress,
  average: ReadonlyMap<string, number>,
  secondsPerStep: number,
): string {
  const share = step / steps;
  const bar = "█".repeat(Math.round(share * 20)).padEnd(20, "░");
  const [loss, dice] = ["loss", "dice"].map((name) => average.get(name)?.toFixed(4) ?? "–");
  const left = Number.isNaN(secondsPerStep) ? "–" : duration((steps - step) * secondsPerStep * 1000);
  const pace = Number.isNaN(secondsPerStep) ? "" : `  ${secondsPerStep.toFixed(2)} s/step`;
  return `${bar} ${step}/${steps}  loss ${loss}  Dice ${dice}${pace}  left ${left}`;
}
