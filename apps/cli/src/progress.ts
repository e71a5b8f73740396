/** How far a long job is, and about how much longer it takes; always on stderr, so that stdout stays clean. */
import type { CliIo } from "./io.ts";

export interface Progress {
  readonly update: (done: number, total: number) => void;
  /** Takes the bar off the screen; call it before anything else is printed. */
  readonly end: () => void;
}

const BAR_WIDTH = 28;
/** How often a terminal's bar is drawn, and a line is printed elsewhere. */
const REDRAW_MS = 100;
const LINE_MS = 10_000;
/** Before so much is done, an estimate would only mislead. */
const LEAST_SHARE = 0.03;

/** A bar that draws over itself on a terminal; elsewhere a plain line every ten seconds, none for a quick job. */
export function progress(io: CliIo, title: string): Progress {
  const startMs = io.nowMs();
  let shownMs = startMs;
  let isDrawn = false;
  const update = (done: number, total: number) => {
    const nowMs = io.nowMs();
    if (nowMs - shownMs < (io.isStderrTerminal ? REDRAW_MS : LINE_MS)) return;
    shownMs = nowMs;
    const share = total === 0 ? 1 : done / total;
    const text = `${title} ${done} of ${total}${remaining(share, nowMs - startMs)}`;
    io.stderr(io.isStderrTerminal ? `\r\x1b[K${bar(share)} ${text}` : `${text}\n`);
    isDrawn = io.isStderrTerminal;
  };
  const end = () => {
    if (isDrawn) io.stderr("\r\x1b[K");
    isDrawn = false;
  };
  return { update, end };
}

function bar(share: number): string {
  const filled = Math.round(BAR_WIDTH * share);
  return `[${"#".repeat(filled)}${".".repeat(BAR_WIDTH - filled)}]`;
}

function remaining(share: number, elapsedMs: number): string {
  return share < LEAST_SHARE ? "" : `, ${duration((elapsedMs * (1 - share)) / share)} left`;
}

/** 42 s, 3 min 05 s, 2 h 10 min. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
}
