/** What speaks for an answer and what against it, and how the answer follows: no source is trusted alone. */

export type EvidenceSource =
  | "SeriesDescription"
  | "ProtocolName"
  | "ImageType"
  /** Numbers and codes of the technique: inversion time, velocity encoding, units. */
  | "technique"
  /** How many images lie at one position, and when they were taken. */
  | "times"
  /** How the planes lie, in the patient and to each other. */
  | "geometry"
  | "classifier"
  | "user";

/**
 * How much a statement counts. Words are typed by people and copied from one protocol to the next; codes come from the
 * scanner's program; times and positions are those of the images themselves. `usual` only decides what all else leaves open.
 */
const weights = { usual: 0.5, named: 1, coded: 2, measured: 3 } as const;
export type Strength = keyof typeof weights | "told";

export interface Evidence<Value extends string> {
  readonly source: EvidenceSource;
  /** What was seen, in words; of free text only the word that counted. */
  readonly saw: string;
  readonly strength: Strength;
  /** Empty for what only rules out. */
  readonly speaksFor: readonly Value[];
  /** What this cannot be, whatever else is said. */
  readonly rulesOut?: readonly Value[];
}

/** An answer with its grounds, or why there is none. */
export type Finding<Value extends string> =
  | {
      readonly kind: "recognised";
      readonly value: Value;
      readonly evidence: readonly Evidence<Value>[];
      /** What says something else. */
      readonly against: readonly Evidence<Value>[];
    }
  | { readonly kind: "unknown"; readonly because: string; readonly evidence: readonly Evidence<Value>[] };

/**
 * The value that most speaks for. What is ruled out is no answer; of one witness statements of one strength count once; and where
 * two values have equally much, neither is the answer.
 * @param nothing why there is no answer where no evidence speaks for any.
 */
export function weigh<Value extends string>(evidence: readonly Evidence<Value>[], nothing: string): Finding<Value> {
  const told = evidence.find(({ strength }) => strength === "told");
  if (told !== undefined) return recognised(told.speaksFor[0]!, evidence);
  const ruledOut = new Set(evidence.flatMap(({ rulesOut }) => rulesOut ?? []));
  const values = [...new Set(evidence.flatMap(({ speaksFor }) => speaksFor))].filter((value) => !ruledOut.has(value));
  const ranked = values
    .map((value) => ({ value, weight: weightOf(value, evidence) }))
    .sort((a, b) => b.weight - a.weight);
  const [best, second] = ranked;
  if (best === undefined) return Object.freeze({ kind: "unknown", because: whyNothing(evidence, nothing), evidence });
  if (second?.weight === best.weight) {
    const alike = ranked.filter(({ weight }) => weight === best.weight).map(({ value }) => value);
    return Object.freeze({ kind: "unknown", because: whyUndecided(alike, evidence), evidence });
  }
  return recognised(best.value, evidence);
}

function weightOf<Value extends string>(value: Value, evidence: readonly Evidence<Value>[]): number {
  const speaking = evidence.filter(({ speaksFor }) => speaksFor.includes(value));
  const witnesses = new Map(speaking.map(({ source, strength }) => [`${witnessOf(source)} ${strength}`, strength]));
  return [...witnesses.values()].reduce((sum, strength) => sum + (strength === "told" ? 0 : weights[strength]), 0);
}

/** Protocol and description are one: scanners copy one into the other. */
function witnessOf(source: EvidenceSource): EvidenceSource {
  return source === "ProtocolName" ? "SeriesDescription" : source;
}

function recognised<Value extends string>(value: Value, evidence: readonly Evidence<Value>[]): Finding<Value> {
  const speaks = ({ speaksFor, rulesOut = [] }: Evidence<Value>) =>
    speaksFor.includes(value) || (speaksFor.length === 0 && !rulesOut.includes(value));
  return Object.freeze({
    kind: "recognised",
    value,
    evidence: evidence.filter(speaks),
    against: evidence.filter((one) => !speaks(one)),
  });
}

function whyNothing<Value extends string>(evidence: readonly Evidence<Value>[], nothing: string): string {
  const [said] = evidence.filter(({ speaksFor }) => speaksFor.length > 0);
  const against = evidence.find(({ rulesOut = [] }) => said?.speaksFor.some((value) => rulesOut.includes(value)));
  return said === undefined || against === undefined ? nothing : `${said.saw}, but ${against.saw}`;
}

function whyUndecided<Value extends string>(values: readonly Value[], evidence: readonly Evidence<Value>[]): string {
  const between = `it may be ${values.join(" or ")}`;
  const telling = evidence.filter(({ speaksFor }) => values.some((value) => speaksFor.includes(value)));
  return `${between}: ${telling.map(({ saw }) => saw).join("; ")}`;
}
