/**
 * The models within one file. Training saves more than a network: a student and its teacher, moving averages, the state
 * of an optimiser, each behind a prefix of its own.
 */

/** Prefixes that stand for a whole network: what wraps it, which of several it is, or cmrkit's moving average of it. */
const NETWORK_PREFIXES = [
  "ema/",
  "module.",
  "student.",
  "teacher.",
  "model.",
  "model_ema.",
  "state_dict.",
  "net.",
] as const;

/** Of several networks this one is meant unless another is asked for: evaluations of DINO use the teacher. */
const PREFERRED = ["teacher.", "ema/", "model_ema."];

export interface WeightState {
  /** What to put before a name of this state to find it in the file. */
  readonly prefix: string;
  /** Without the prefix, in the order of the file. */
  readonly names: readonly string[];
}

/** Every network in a file by its prefix, best first; tensors behind no known prefix form a state of their own. */
export function statesOf(names: Iterable<string>): readonly WeightState[] {
  const found = peeled("", [...names]);
  const rank = ({ prefix }: WeightState) => {
    const place = PREFERRED.findIndex((preferred) => prefix.includes(preferred));
    return place === -1 ? PREFERRED.length : place;
  };
  return found.toSorted((a, b) => rank(a) - rank(b));
}

function peeled(prefix: string, names: readonly string[]): WeightState[] {
  const inner = NETWORK_PREFIXES.filter((next) => names.some((name) => name.startsWith(next)));
  const isBare = names.every((name) => name.startsWith("backbone."));
  const prefixes: readonly string[] = isBare && names.length > 0 ? ["backbone."] : inner;
  const within = prefixes.flatMap((next) => {
    const own = names.filter((name) => name.startsWith(next)).map((name) => name.slice(next.length));
    return peeled(prefix + next, own);
  });
  const rest = names.filter((name) => !prefixes.some((next) => name.startsWith(next)) && !isSlot(name));
  return rest.length === 0 ? within : [{ prefix, names: rest }, ...within];
}

/** State of cmrkit's optimisers, as in `exp_avg/encoder.norm.weight`. */
function isSlot(name: string): boolean {
  return name.includes("/");
}
