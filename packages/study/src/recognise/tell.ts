/** A finding in a sentence: the answer, its grounds and what contradicts it. */
import type { Evidence, Finding } from "./evidence.ts";
import { type SequenceName, sequenceTitles, type ViewName, viewTitles } from "./kinds.ts";

const titles: Readonly<Record<SequenceName | ViewName, string>> = { ...sequenceTitles, ...viewTitles };

/** `cine`, or `unknown`. */
export function titleOf(finding: Finding<SequenceName | ViewName>): string {
  return finding.kind === "recognised" ? titles[finding.value] : "unknown";
}

/** Why, without the answer itself. */
export function groundsOf(finding: Finding<string>): string {
  return finding.kind === "recognised" ? listed(finding.evidence) : finding.because;
}

/** What says something else; empty where nothing does. */
export function contradictionOf(finding: Finding<string>): string {
  return finding.kind === "recognised" ? listed(finding.against) : "";
}

function listed(evidence: readonly Evidence<string>[]): string {
  return evidence.map(({ saw }) => saw).join("; ");
}
