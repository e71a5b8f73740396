/** One call of `cmr`, from arguments to exit code. */
import { type Failure, failureOf } from "./failure.ts";
import type { CliIo, ExitCode } from "./io.ts";
import { printable } from "./printable.ts";
import { program } from "./program.ts";

/**
 * Runs a command. Every failure is one line on stderr, a list below it where it sums up several things, and with `--json` also an
 * object on stdout.
 * @param args without the interpreter and the script.
 */
export async function run(args: readonly string[], world: CliIo): Promise<ExitCode> {
  const io = withPrintable(world);
  try {
    await program(io).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null) return 0;
    report(failure, args.includes("--json"), io);
    if (io.showsStackTraces && error instanceof Error) io.stderr(`${error.stack}\n`);
    return failure.exitCode;
  }
}

/** Nothing that a command prints reaches a terminal as a control. */
function withPrintable(io: CliIo): CliIo {
  return { ...io, stdout: (text) => io.stdout(printable(text)), stderr: (text) => io.stderr(printable(text)) };
}

function report({ kind, message, list = "" }: Failure, asJson: boolean, io: CliIo): void {
  io.stderr(`cmr: ${message}\n${list}`);
  if (asJson) io.stdout(`${JSON.stringify({ error: { kind, message } })}\n`);
}
