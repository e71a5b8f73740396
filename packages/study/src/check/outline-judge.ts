/**
 * The gate that outlines pass before their numbers are trusted: those that the judge finds more wrong than it finds
 * experts' own ask for a look. It says nothing of the patient, and changes no value.
 */
import { isMeasured, type Phases } from "@cmrkit/cardiac";
import type { LabelVolume, Volume } from "@cmrkit/imaging";
import type { SessionOptions } from "@cmrkit/runtime";
import { z } from "zod";
import type { ModelFacts } from "../model-facts.ts";
import { openModelFiles } from "../model-files.ts";
import { type JudgedSlice, judgeOutlines } from "./judge.ts";
import { gateScore, outlineGateSchema } from "./outline-gate.ts";
import { type OutlineNumber, outlineNumbers } from "./outline-numbers.ts";

export const outlineJudgeCardSchema = z.strictObject({
  schema: z.literal("cmrkit.model/1"),
  name: z.string().min(1),
  task: z.literal("outline-judge"),
  licence: z.string().min(1),
  gate: outlineGateSchema,
});

/** Contents of the judge's `model.json`. */
export type OutlineJudgeFile = z.infer<typeof outlineJudgeCardSchema>;

interface Judged {
  readonly kind: "judged";
  readonly score: number;
  readonly limit: number;
  readonly slices: readonly JudgedSlice[];
  readonly model: ModelFacts;
}

export type OutlineCheck =
  | (Judged & { readonly verdict: "pass" })
  | (Judged & {
      /** A person must look at the contours first. */
      readonly verdict: "review";
      /** The damage that the outlines look most like, and what speaks for it, the most first. */
      readonly looksLike: { readonly damage: string; readonly against: readonly OutlineNumber[] };
    })
  | { readonly kind: "not-judged"; readonly reason: string };

export interface OutlinesToJudge {
  readonly volume: Volume;
  /** On the volume's grid, papillary muscles in the cavity. */
  readonly labels: LabelVolume;
  /** Of the left ventricle. */
  readonly phases: Phases;
}

export interface OutlineJudge {
  judge(outlines: OutlinesToJudge): Promise<OutlineCheck>;
  dispose(): Promise<void>;
}

/**
 * Opens the judge of a folder.
 * @throws {StudyError} `bad-model`; @throws {RuntimeFailure} when the device is not there.
 */
export async function openOutlineJudge(folder: string, options: SessionOptions = {}): Promise<OutlineJudge> {
  const form = { kind: "outline judge", schema: outlineJudgeCardSchema };
  const { card, session, sha256 } = await openModelFiles(folder, form, options);
  const { name, licence, gate } = card;
  return {
    judge: async ({ volume, labels, phases: { endDiastoleIndex, endSystoleIndex } }) => {
      if (!isMeasured(endDiastoleIndex)) return notJudged(endDiastoleIndex.notMeasurable);
      if (!isMeasured(endSystoleIndex)) return notJudged(endSystoleIndex.notMeasurable);
      const phases = { volume, labels, endDiastoleIndex, endSystoleIndex };
      const slices = await judgeOutlines(session, phases);
      const { score, ...looksLike } = gateScore(outlineNumbers(phases, slices), gate);
      const judged = { kind: "judged", score, limit: gate.limit, slices, model: { name, sha256, licence } } as const;
      return score <= gate.limit ? { ...judged, verdict: "pass" } : { ...judged, verdict: "review", looksLike };
    },
    dispose: () => session.dispose(),
  };
}

/** What the judge says of outlines, if there is one. */
export async function checkOutlines(outlines: OutlinesToJudge, judge: OutlineJudge | undefined): Promise<OutlineCheck> {
  return judge ? judge.judge(outlines) : notJudged("no judge was asked");
}

function notJudged(reason: string): OutlineCheck {
  return { kind: "not-judged", reason };
}
