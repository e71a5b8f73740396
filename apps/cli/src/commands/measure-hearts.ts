/** `cmr measure hearts`, or `cmr measure` alone: a table of what the masks of a labelled data set measure, a line a heart. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { SliceChoice } from "@cmrkit/cardiac";
import {
  type DataCase,
  dataSetNamed,
  dataSets,
  heartsCsv,
  LearnError,
  labelPhases,
  type MeasuredHeart,
  type MeasuringCase,
  measureCase,
  readTrainingFacts,
  type UnmeasuredHeart,
  unseenCases,
  writeFileAtomically,
} from "@cmrkit/learn";
import { Command, Option } from "commander";
import { addForceOption, assertReplaceable, type ForceFlags } from "../force-option.ts";
import type { CliIo } from "../io.ts";
import { addModelOptions, type ModelFlags, withSegmenter } from "../model-options.ts";

interface MeasureFlags extends ModelFlags, ForceFlags {
  readonly set: string;
  readonly data: string;
  readonly out: string;
  readonly byModel?: true;
  readonly patients: "validation" | "training" | "all";
  readonly slices: "labelled" | "rule";
  readonly json?: true;
}

const NOTES = `
Each case with a short-axis cine at end-diastole and end-systole gives a line: volumes and mass per m² of body surface, ejection
fractions, mass by volume, left by right volume, and the thickness of the wall. Cells without a number are empty, and the
last column says why. The numbers are those of the experts' masks, or with --by-model those of the model's.

Example:
  $ cmr measure --set acdc --data ../shared/data/acdc --out measures.csv
  $ cmr classify measures.csv --label group --out out/groups`;

export function measureHeartsCommand(io: CliIo): Command {
  return addForceOption(addModelOptions(new Command("hearts")))
    .description("tabulate volumes, function, mass and wall of the hearts of a data set")
    .addOption(new Option("--set <name>", "the data set's layout").choices([...dataSets.keys()]).makeOptionMandatory())
    .requiredOption("--data <dir>", "folder of the data set")
    .requiredOption("--out <file>", "where the table goes, as CSV")
    .option("--by-model", "measure what the model labels, instead of the data set's masks")
    .addOption(
      new Option("--patients <which>", "patients that the model did not learn from, those it did, or all")
        .choices(["validation", "training", "all"])
        .default("all"),
    )
    .addOption(
      new Option("--slices <which>", "slices that count: all labelled, or those with wall around half of the cavity")
        .choices(["labelled", "rule"])
        .default("labelled"),
    )
    .option("--json", "print the table as JSON")
    .addHelpText("after", NOTES)
    .action((flags: MeasureFlags) => measure(flags, io));
}

async function measure(flags: MeasureFlags, io: CliIo): Promise<void> {
  await assertReplaceable([flags.out], flags);
  const cases = chosenCases(flags);
  const slices: SliceChoice = { kind: flags.slices };
  const outcomes = flags.byModel
    ? await withSegmenter(io, flags, (segmenter) =>
        measureAll(cases, io, { slices, labelBoth: (ed, es) => labelPhases(segmenter, ed, es) }),
      )
    : await measureAll(cases, io, { slices });
  const hearts = outcomes.filter((each): each is MeasuredHeart => "measures" in each);
  if (hearts.length === 0)
    throw new LearnError("unlabelled", `no case below ${flags.data} can be measured; the first: ${reasonOf(outcomes)}`);
  mkdirSync(dirname(flags.out), { recursive: true });
  writeFileAtomically(flags.out, heartsCsv(hearts));
  io.stdout(flags.json ? `${JSON.stringify(hearts, null, 2)}\n` : `${hearts.length} hearts written to ${flags.out}\n`);
}

function chosenCases({ set, data, model, patients }: MeasureFlags): readonly DataCase[] {
  const cases = dataSetNamed(set).list(data);
  if (patients === "all") return cases;
  const { split } = readTrainingFacts(model);
  const chosen =
    patients === "validation" ? unseenCases(cases, split) : cases.filter(({ id }) => split.training.includes(id));
  if (chosen.length > 0) return chosen;
  throw new LearnError("data-missing", `${data} holds none of the model's ${patients} patients; try --patients all`);
}

async function measureAll(
  cases: readonly DataCase[],
  io: CliIo,
  how: MeasuringCase,
): Promise<(MeasuredHeart | UnmeasuredHeart)[]> {
  const outcomes: (MeasuredHeart | UnmeasuredHeart)[] = [];
  const leftOut = new Map<string, number>();
  for (const each of cases) {
    const outcome = await measureCase(each, how);
    outcomes.push(outcome);
    if ("because" in outcome) {
      const before = leftOut.get(outcome.because) ?? 0;
      leftOut.set(outcome.because, before + 1);
      if (before === 0) io.stderr(`${outcome.caseId} left out: ${outcome.because}\n`);
    } else if (how.labelBoth) io.stderr(`${outcomes.length} of ${cases.length}  ${outcome.caseId}\n`);
  }
  for (const [because, count] of leftOut) if (count > 1) io.stderr(`${count - 1} more left out: ${because}\n`);
  return outcomes;
}

function reasonOf([first]: readonly (MeasuredHeart | UnmeasuredHeart)[]): string {
  return first && "because" in first ? `${first.caseId}, ${first.because}` : "the set is empty";
}
