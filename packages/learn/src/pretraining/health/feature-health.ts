/** The health check of an encoder: its frozen features probed, and set beside those of random weights. */

import { type Features, selectRows } from "../../linear/features.ts";
import type { RowLabels } from "../../linear/linear-classifier.ts";
import { collapseReasons } from "./collapse-warning.ts";
import { linearProbe } from "./linear-probe.ts";
import { neighbourProbe } from "./nearest-neighbours.ts";
import type { ProbeScore } from "./probe-score.ts";
import { featureSpread, type Spread } from "./spread.ts";
import { type RetrievalScore, studyRetrieval } from "./study-retrieval.ts";

/** What is known of an image whose features are probed. */
export interface ProbeSubject {
  readonly patient: string;
  readonly study: string;
  /** Its class by name; images without one take part in retrieval and spread only. */
  readonly label: string | null;
}

/** Tokens of single patches, and the structure that each shows. */
export interface PatchTokens {
  readonly features: Features;
  readonly labels: RowLabels;
}

interface ProbeScores {
  readonly neighbours: ProbeScore;
  readonly linear: ProbeScore;
}

export interface FeatureHealth extends ProbeScores {
  /** Of single patches, by what they are called; none where images come without masks. */
  readonly patches: Readonly<Record<string, ProbeScores>>;
  /** Whether two crops of one slice, drawn and changed as in training, find each other. */
  readonly crops?: RetrievalScore;
  readonly retrieval: RetrievalScore;
  /** None of fewer than two images. */
  readonly spread?: Spread;
}

/** What some encoders are asked besides. */
export interface FurtherProbes {
  readonly patches?: Readonly<Record<string, PatchTokens>>;
  readonly crops?: RetrievalScore;
}

/** @param features One row for each subject. */
export function measureHealth(
  features: Features,
  subjects: readonly ProbeSubject[],
  { patches = {}, crops }: FurtherProbes = {},
): FeatureHealth {
  const rows = [...subjects.keys()].filter((i) => subjects[i]!.label !== null);
  const labelled = selectRows(features, rows);
  const labels = probeLabels(rows.map((i) => subjects[i]!));
  return {
    ...probeScores(labelled, labels),
    patches: Object.fromEntries(
      Object.entries(patches).map(([name, tokens]) => [name, probeScores(tokens.features, tokens.labels)]),
    ),
    ...(crops && { crops }),
    retrieval: studyRetrieval(
      features,
      subjects.map(({ study }) => study),
    ),
    ...(features.count >= 2 && { spread: featureSpread(features) }),
  };
}

function probeScores(features: Features, labels: RowLabels): ProbeScores {
  return { neighbours: neighbourProbe(features, labels), linear: linearProbe(features, labels) };
}

function probeLabels(subjects: readonly ProbeSubject[]): RowLabels {
  const names = [...new Set(subjects.map(({ label }) => label))].sort();
  return {
    classIndex: subjects.map(({ label }) => names.indexOf(label)),
    patient: subjects.map(({ patient }) => patient),
  };
}

/** An encoder's health, and that of the same network with fresh weights. */
export interface MeasuredHealth {
  readonly now: FeatureHealth;
  readonly control: FeatureHealth;
}

/** One line: each measure, then that of random weights and of chance in brackets. */
export function healthLine(now: FeatureHealth, control: FeatureHealth): string {
  const parts = [
    probePart("k-NN", now.neighbours, control.neighbours),
    probePart("linear", now.linear, control.linear),
    ...Object.entries(now.patches).flatMap(([name, { neighbours, linear }]) => [
      probePart(`${name} k-NN`, neighbours, control.patches[name]!.neighbours),
      probePart(`${name} linear`, linear, control.patches[name]!.linear),
    ]),
    ...(now.crops && control.crops ? [retrievalPart("same slice", now.crops, control.crops)] : []),
    retrievalPart("same study", now.retrieval, control.retrieval),
    ...spreadParts(now.spread, control.spread),
  ];
  return parts.join("  ");
}

function probePart(name: string, now: ProbeScore, control: ProbeScore): string {
  if (now.kind === "not-scored" || control.kind === "not-scored") return `${name} –`;
  const [score, random, chance] = [now.balancedAccuracy, control.balancedAccuracy, now.chanceBalancedAccuracy];
  return `${name} ${score.toFixed(3)} (random ${random.toFixed(3)}, chance ${chance.toFixed(3)})`;
}

function retrievalPart(name: string, now: RetrievalScore, control: RetrievalScore): string {
  if (now.kind === "not-scored" || control.kind === "not-scored") return `${name} –`;
  const [score, random, chance] = [now.accuracy, control.accuracy, now.chanceAccuracy];
  return `${name} ${score.toFixed(3)} (random ${random.toFixed(3)}, chance ${chance.toFixed(3)})`;
}

function spreadParts(now: Spread | undefined, control: Spread | undefined): readonly string[] {
  if (!now || !control) return ["rank –", "cosine –"];
  return [
    `rank ${now.effectiveRank.toFixed(1)} (random ${control.effectiveRank.toFixed(1)})`,
    `cosine ${now.meanCosine.toFixed(3)} (random ${control.meanCosine.toFixed(3)})`,
  ];
}

/** The numbers as a line of metrics, those of random weights under `random/`. */
export function healthRecord(now: FeatureHealth, control: FeatureHealth): Record<string, number> {
  const random = Object.entries(healthMetrics(control)).map(([name, value]) => [`random/${name}`, value] as const);
  return { ...healthMetrics(now), ...Object.fromEntries(random) };
}

/** What could not be scored is left out. */
export function healthMetrics({
  patches,
  crops,
  retrieval,
  spread,
  ...ofImages
}: FeatureHealth): Record<string, number> {
  const ofPatches = Object.entries(patches).flatMap(([kind, scores]) =>
    Object.entries(probeMetrics(scores)).map(([name, value]) => [`${kind}/${name}`, value] as const),
  );
  return {
    ...probeMetrics(ofImages),
    ...Object.fromEntries(ofPatches),
    ...(crops?.kind === "scored" && { cropRetrieval: crops.accuracy, chanceCropRetrieval: crops.chanceAccuracy }),
    ...(retrieval.kind === "scored" && {
      studyRetrieval: retrieval.accuracy,
      chanceRetrieval: retrieval.chanceAccuracy,
    }),
    ...(spread && {
      effectiveRank: spread.effectiveRank,
      featureDeviation: spread.meanDeviation,
      meanCosine: spread.meanCosine,
    }),
  };
}

function probeMetrics({ neighbours, linear }: ProbeScores): Record<string, number> {
  return {
    ...(neighbours.kind === "scored" && {
      neighbourAccuracy: neighbours.accuracy,
      neighbourBalancedAccuracy: neighbours.balancedAccuracy,
    }),
    ...(linear.kind === "scored" && {
      linearAccuracy: linear.accuracy,
      linearBalancedAccuracy: linear.balancedAccuracy,
      chanceBalancedAccuracy: linear.chanceBalancedAccuracy,
    }),
  };
}

/** A warning in one line when the features are collapsing beside those of random weights, or nothing. */
export function collapseWarning(now: FeatureHealth, control: FeatureHealth): string | undefined {
  if (!now.spread || !control.spread) return undefined;
  const reasons = collapseReasons(now.spread, control.spread);
  return reasons.length === 0 ? undefined : `warning: the features are collapsing: ${reasons.join("; ")}`;
}
