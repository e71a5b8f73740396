/** `cmr few-shot`: the grid of networks × label counts × seeds, and its curves. */
import { mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import {
  type FewShotRun,
  fewShot,
  fewShotCsv,
  labelCurveSvg,
  parseFewShotConfig,
  parseFinetuneConfig,
  writeFileAtomically,
} from "@cmrkit/learn";
import { Command } from "commander";
import type { CliIo } from "../io.ts";
import { readJsonFile } from "../json-file.ts";
import { learningReporter } from "../learning-reporter.ts";
import { addDeviceOptions, type DeviceFlags, sessionOptions } from "../model-options.ts";
import { replicasOption } from "../replicas-option.ts";
import { stopRequest } from "../stop-request.ts";
import { addLoadingOptions, type LoadingFlags, loadingOf } from "./loading-options.ts";
import { configOnSet, setOption } from "./task-options.ts";

interface FewShotFlags extends DeviceFlags, LoadingFlags {
  readonly replicas: number;
  readonly data: string;
  readonly set?: string;
  readonly out: string;
}

const NOTES = `
The configuration lists arms (a name, the configuration of a fine-tuning, perhaps an encoder), label counts, seeds, and the
metric that the curves show; paths in it are looked up beside it. Every cell has a folder of its own below --out; stop at any
time, the same command goes on with the cells that are not done. Writes cells.csv and curves.svg.

Example:
  cmr few-shot configs/few-shot/acdc-segmentation.json --data ../shared/data/acdc --out runs/few-shot`;

export function fewShotCommand(io: CliIo): Command {
  return addLoadingOptions(addDeviceOptions(new Command("few-shot")))
    .description("compare encoders and networks over the range of label counts")
    .argument("<config>", "arms, label counts, seeds, metric")
    .requiredOption("--data <dir>", "folder of the data set")
    .requiredOption("--out <dir>", "where cells and curves go")
    .addOption(setOption())
    .addOption(replicasOption())
    .addHelpText("after", NOTES)
    .action((path: string, flags: FewShotFlags) => run(path, flags, io));
}

/** Each cell begins its steps, and so its pace, anew. */
function cellReporter(io: CliIo): Required<Pick<FewShotRun, "onNote" | "onUpdate">> {
  let reporter = learningReporter(io);
  let lastStep = 0;
  return {
    onNote: (text) => reporter.note(text),
    onUpdate: (progress) => {
      if (progress.step <= lastStep) reporter = learningReporter(io);
      lastStep = progress.step;
      reporter.update(progress);
    },
  };
}

async function run(path: string, flags: FewShotFlags, io: CliIo): Promise<void> {
  const { data, out } = flags;
  const beside = (file: string) => resolve(dirname(path), file);
  const parsed = parseFewShotConfig(readJsonFile(path), path);
  const arms = parsed.arms.map(({ encoder, ...arm }) => ({
    ...arm,
    ...(encoder !== undefined && { encoder: beside(encoder) }),
  }));
  const config = { ...parsed, arms };
  const stop = stopRequest();
  const cells = await fewShot({
    config,
    dataFolder: data,
    outFolder: out,
    configOf: (file) => configOnSet(parseFinetuneConfig(readJsonFile(beside(file)), file), flags.set),
    session: sessionOptions(flags),
    loading: loadingOf(flags, io),
    replicas: flags.replicas,
    shouldStop: () => stop.isRequested,
    ...cellReporter(io),
  });
  mkdirSync(out, { recursive: true });
  writeFileAtomically(join(out, "cells.csv"), fewShotCsv(cells));
  writeFileAtomically(join(out, "curves.svg"), labelCurveSvg(cells, config.metric));
  const all = arms.length * config.labels.length * config.seeds.length;
  io.stdout(`${cells.length} of ${all} cells are done; see ${join(out, "cells.csv")} and ${join(out, "curves.svg")}\n`);
}
