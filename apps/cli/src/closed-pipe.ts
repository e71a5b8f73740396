/** What a reader that goes away, such as `cmr … | head`, means for the command that writes to it: nothing. */

/** The command ends as it would have: its files matter, and what nobody reads any more does not. */
export function outliveReader(streams: readonly NodeJS.WriteStream[]): void {
  for (const stream of streams) stream.on("error", throwUnlessClosed);
}

function throwUnlessClosed(error: Error): void {
  if (!("code" in error && error.code === "EPIPE")) throw error;
}
