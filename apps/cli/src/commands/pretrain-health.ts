/** `cmr pretrain health`: what the frozen features of an encoder know, beside those of random weights. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { encoderHealth, healthLine, healthRecord, parseProbeTable, writeFileAtomically } from "@cmrkit/learn";
import { Command } from "commander";
import { addForceOption, assertReplaceable, type ForceFlags } from "../force-option.ts";
import type { CliIo } from "../io.ts";
import { addDeviceOptions, type DeviceFlags, sessionOptions } from "../model-options.ts";
import { wholeNumber } from "../whole-number.ts";
import { cacheOf, readText } from "./pretrain-options.ts";

interface HealthFlags extends DeviceFlags, ForceFlags {
  readonly catalogue: string;
  readonly probes?: string;
  readonly cache?: string;
  readonly cacheSize: number;
  readonly out?: string;
  readonly json?: true;
}

const NOTES = `
Each measure comes with that of the same network with random weights, and of guessing. The table of labels has the columns
path, label, patient, and may have height (which slice, 0 to 1) and mask (labels of voxels, as NIfTI).

Example:
  cmr pretrain health runs/mae --catalogue images.sqlite --probes groups.csv`;

export function pretrainHealthCommand(io: CliIo): Command {
  return addForceOption(addDeviceOptions(new Command("health")))
    .description("probe the frozen features of an encoder, finished or at its last checkpoint")
    .argument("<run>", "run folder")
    .requiredOption("--catalogue <file>", "images, as cmr catalogue lists them")
    .option("--probes <file>", "table of labels; without it, sequence and view as the catalogue has them")
    .option("--cache <dir>", "folder of decoded images, made on the way; safe to delete")
    .option("--cache-size <GB>", "most that the cache may hold", wholeNumber(1), 8)
    .option("--out <file>", "where the numbers go as JSON, for cmr pretrain card --health")
    .option("--json", "print them as JSON instead of a line")
    .addHelpText("after", NOTES)
    .action((run: string, flags: HealthFlags) => measure(io, run, flags));
}

async function measure(io: CliIo, run: string, flags: HealthFlags): Promise<void> {
  const { catalogue, probes, out, json } = flags;
  if (out !== undefined) await assertReplaceable([out], flags);
  const { now, control } = await encoderHealth({
    runFolder: run,
    cataloguePath: catalogue,
    cache: cacheOf(flags),
    session: sessionOptions(flags),
    warn: (text) => io.stderr(`${text}\n`),
    ...(probes !== undefined && {
      probes: { rows: parseProbeTable(readText("--probes", probes), probes), source: probes },
    }),
  });
  const record = `${JSON.stringify(healthRecord(now, control), null, 2)}\n`;
  if (out !== undefined) {
    mkdirSync(dirname(out), { recursive: true });
    writeFileAtomically(out, record);
  }
  io.stdout(json ? record : `${healthLine(now, control)}\n`);
}
