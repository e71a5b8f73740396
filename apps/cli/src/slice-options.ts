/** Which slices count, as a user chooses it, and landmarks that may decide it. */
import type { SliceChoice, SliceRange } from "@cmrkit/cardiac";
import { type MeasuringOptions, readLandmarks } from "@cmrkit/study";
import { type Command, InvalidArgumentError, Option } from "commander";

export interface SliceFlags {
  readonly slices?: SliceChoice;
  readonly landmarks?: string;
}

export function addSliceOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--slices <which>",
        "slices that count: labelled, rule, or ranges such as ed=2-10,es=3-9,rv-ed=1-10,rv-es=2-9 (from 0)",
      ).argParser(sliceChoiceOf),
    )
    .option(
      "--landmarks <file>",
      "mitral annulus and apex in mm (JSON); they decide which slices count, unless --slices does",
    );
}

/** @throws {StudyError} `bad-landmarks`. */
export async function sliceOptionsOf({
  slices,
  landmarks,
}: SliceFlags): Promise<Pick<MeasuringOptions, "slices" | "landmarks">> {
  return {
    ...(slices !== undefined && { slices }),
    ...(landmarks !== undefined && { landmarks: await readLandmarks(landmarks) }),
  };
}

const phases = {
  ed: ["leftVentricle", "endDiastole"],
  es: ["leftVentricle", "endSystole"],
  "rv-ed": ["rightVentricle", "endDiastole"],
  "rv-es": ["rightVentricle", "endSystole"],
} as const;

/** @throws {InvalidArgumentError} which commander turns into a message with the option's name. */
function sliceChoiceOf(text: string): SliceChoice {
  if (text === "labelled" || text === "rule") return { kind: text };
  const chosen = { leftVentricle: {}, rightVentricle: {} } as Record<
    "leftVentricle" | "rightVentricle",
    Partial<Record<"endDiastole" | "endSystole", SliceRange>>
  >;
  for (const part of text.split(",")) {
    const [, name, from, to] = /^(ed|es|rv-ed|rv-es)=(\d+)-(\d+)$/.exec(part.trim()) ?? [];
    if (name === undefined) throw new InvalidArgumentError(`"${part}" is neither labelled, rule, nor like ed=2-10.`);
    const [ventricle, phase] = phases[name as keyof typeof phases];
    if (chosen[ventricle][phase]) throw new InvalidArgumentError(`${name} is given twice.`);
    chosen[ventricle][phase] = [Number(from), Number(to)];
  }
  return { kind: "chosen", ...chosen };
}
