/** `cmr parity DIR`: holds our models and training to reference tensors of the original framework. */
import {
  type GroupComparison,
  isMet,
  listReferences,
  type ParityResult,
  readReference,
  runParity,
} from "@cmrkit/learn";
import type { Device } from "@cmrkit/runtime";
import { Command, Option } from "commander";
import type { CliIo } from "../io.ts";

interface ParityOptions {
  readonly device: Device;
  readonly json?: true;
}

const NOTES = `
Every folder in DIR that holds config.json, weights.safetensors and io.safetensors is run. The relative error of a tensor
is max |ours − reference| / max |reference|; a group shows its worst tensor (infinite, null in JSON, where a tensor is
missing, misshapen or not finite). Two things have no relative error and are treated apart, with a note beside them:
gradients that are zero in exact arithmetic, such as that of a bias before an instance norm, are rounding in any
implementation and must be below a millionth of the model's largest gradient; elements of trained parameters whose first
gradient is such rounding are left out, because Adam scales it to a full step.

Exit code: 0 when every group is within its tolerance, 1 when one is not.`;

export function parityCommand(io: CliIo): Command {
  return new Command("parity")
    .description("compare models and training with reference tensors")
    .argument("<dir>", "folder of reference folders")
    .addOption(new Option("--device <device>", "where to run").choices(["cpu", "webgpu", "cuda"]).default("cpu"))
    .option("--json", "print one JSON document instead of a table")
    .addHelpText("after", NOTES)
    .action((dir: string, options: ParityOptions) => parity(dir, options, io));
}

async function parity(dir: string, { device, json }: ParityOptions, io: CliIo): Promise<void> {
  const results: ParityResult[] = [];
  for (const name of listReferences(dir)) {
    const result = await runParity(readReference(dir, name), { device });
    if (!json) io.stdout(resultText(result));
    results.push(result);
  }
  if (json) io.stdout(`${JSON.stringify({ schema: "cmrkit.parity/1", device, results }, null, 2)}\n`);
  if (results.some(({ status }) => status === "missed")) process.exitCode = 1;
}

/** A line for the folder and one for each group. */
export function resultText({ folder, status, groups }: ParityResult): string {
  return [`${folder}: ${status}`, ...groups.map(groupLine)].map((line) => `${line}\n`).join("");
}

function groupLine(group: GroupComparison): string {
  const met = isMet(group);
  const error = group.largestError.toExponential(1).padStart(8);
  const limit = `${met ? "≤" : ">"} ${group.tolerance.toExponential(0)}`;
  const worst = group.tensors === 1 ? "" : `  worst of ${group.tensors}: ${group.worst}`;
  const note = group.note ? `  (${group.note})` : "";
  return `${met ? " " : "✗"} ${group.group.padEnd(18)}${error} ${limit}${worst}${note}`;
}
