/** The options that say what is to be learnt: a task that ships, or a configuration of one's own. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { dataSetNamed, dataSets, type FinetuneConfig, parseFinetuneConfig } from "@cmrkit/learn";
import { type Command, Option } from "commander";
import { Misuse } from "../failure.ts";
import { readJsonFile } from "../json-file.ts";

export interface TaskFlags {
  readonly task?: string;
  readonly config?: string;
}

const CONFIGS = join(import.meta.dirname, "../../../../configs/finetune");

export function addTaskOptions(command: Command): Command {
  return command
    .addOption(new Option("--task <name>", "what is learnt from what, by which network").choices(taskNames()))
    .addOption(new Option("--config <file>", "a configuration of one's own, instead of --task").conflicts("task"));
}

function taskNames(): string[] {
  const files = readdirSync(CONFIGS).filter((file) => file.endsWith(".json"));
  return files.map((file) => file.slice(0, -".json".length)).sort();
}

/** @throws {Misuse} when neither is given. */
export function configOfTask(flags: TaskFlags): FinetuneConfig {
  const path = configPath(flags);
  return parseFinetuneConfig(readJsonFile(path), path);
}

/** @param which Whose data set it takes the place of. */
export function setOption(which = "the one that the configuration names"): Option {
  const what = `data set in the folder, where it is not ${which}`;
  return new Option("--set <name>", what).choices([...dataSets.keys()]);
}

/** The configuration for another data set; its split stays. @throws {LearnError} `unknown-data-set` with the names that there are. */
export function configOnSet(config: FinetuneConfig, set: string | undefined): FinetuneConfig {
  return set === undefined ? config : { ...config, data: { ...config.data, set: dataSetNamed(set).name } };
}

function configPath({ task, config }: TaskFlags): string {
  if (config !== undefined) return config;
  if (task !== undefined) return join(CONFIGS, `${task}.json`);
  throw new Misuse(`say what is to be learnt: --task with one of ${taskNames().join(", ")}, or --config with a file`);
}
