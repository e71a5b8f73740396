/** What went wrong, in one line for a person and as JSON for a program; what that line sums up follows for the person. */
import { NoShortAxis } from "@cmrkit/study";
import { CommanderError } from "commander";
import type { ExitCode } from "./io.ts";
import { textTable } from "./text-table.ts";

/** The command line asks for something that makes no sense; nothing was tried. */
export class Misuse extends Error {
  readonly kind = "misuse";

  constructor(message: string) {
    super(message);
    this.name = "Misuse";
  }
}

export interface Failure {
  /** That of the error, `misuse`, or `internal` where the program itself is at fault. */
  readonly kind: string;
  /** One line. */
  readonly message: string;
  /** What lies behind that line, for a screen. */
  readonly list?: string;
  readonly exitCode: ExitCode;
}

/** Describes anything thrown; null where commander has only shown help or version. */
export function failureOf(error: unknown): Failure | null {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return null;
    return { kind: "misuse", message: withoutPrefix(oneLine(error.message)), exitCode: 2 };
  }
  if (error instanceof Misuse) return { kind: error.kind, message: error.message, exitCode: 2 };
  const message = oneLine(error instanceof Error ? error.message : String(error));
  const kind = kindOf(error);
  if (error instanceof NoShortAxis) return { kind: error.kind, message, list: seriesList(error), exitCode: 1 };
  if (kind !== undefined) return { kind, message, exitCode: 1 };
  return {
    kind: "internal",
    message: `internal error: ${message}; set CMR_DEBUG=1 to see where, and please report it`,
    exitCode: 1,
  };
}

/** A line a series: what it is called, what it was taken for, and why it does not serve. */
function seriesList({ series, advice }: NoShortAxis): string {
  const rows = series.map(({ handle, description, recognisedAs, lacks }) => [
    handle,
    description,
    recognisedAs,
    lacks.join(", "),
  ]);
  const heading = ["series", "description", "recognised as", "why not"];
  return `\n${textTable([heading, ...rows], ["right", "left", "left", "left"])}\n${advice}\n`;
}

/** Every error of cmrkit's packages carries a literal `kind`. */
function kindOf(error: unknown): string | undefined {
  return error instanceof Error && "kind" in error && typeof error.kind === "string" ? error.kind : undefined;
}

/** A semicolon between lines, unless one ends or the next begins as if they belonged together. */
function oneLine(message: string): string {
  const lines = message.trim().split(/\s*\n\s*/);
  const belongs = (line: string, next: string) => /[:;,.[{(]$/.test(line) || /^[\]})]/.test(next);
  return lines.reduce((line, next) => `${line}${belongs(line, next) ? "" : ";"} ${next}`);
}

function withoutPrefix(message: string): string {
  return message === "(outputHelp)" ? "no command given; see cmr --help" : message.replace(/^error: /, "");
}
