#!/usr/bin/env node
import { openSegmenter } from "@cmrkit/study";
import { run } from "./run.ts";

const exitCode = await run(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  isStderrTerminal: process.stderr.isTTY === true,
  showsStackTraces: process.env.CMR_DEBUG === "1",
  nowMs: () => performance.now(),
  openSegmenter,
});
if (exitCode !== 0) process.exitCode = exitCode; // a command that ran to its end may have set its own
