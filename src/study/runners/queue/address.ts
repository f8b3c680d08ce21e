/** The address of a queue: `redis://HOST:PORT`, checked, and what may be shown of it. */

export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  /** Of the server's numbered databases. */
  readonly database: number;
  readonly secure: boolean;
  readonly user: string | null;
  readonly password: string | null;
  /** Without user and password: for messages. */
  readonly shown: string;
}

const form = "redis://HOST:PORT, or rediss:// for TLS; with a password redis://:PASSWORD@HOST:PORT";

/** The address in a text, or what is wrong with it; never repeats the text, which may hold a password. */
export function parseQueueAddress(text: string): { value: QueueAddress } | { problem: string } {
  const wrong = (what: string): { problem: string } => ({ problem: `${what} (${form})` });
  if (!URL.canParse(text)) return wrong("that is not the address of a queue");
  const url = new URL(text);
  const scheme = url.protocol.slice(0, -1);
  if (scheme !== "redis" && scheme !== "rediss")
    return wrong(`that is an address of ${scheme}, and not of a queue`);
  if (url.hostname === "") return wrong("the host is missing");
  if (!/^\/?\d{0,4}$/.test(url.pathname) || url.search !== "" || url.hash !== "")
    return wrong("after the port only the number of a database may follow");
  const [user, password] = [decoded(url.username), decoded(url.password)];
  if (user === undefined || password === undefined)
    return wrong("user or password hold a % that is not %25, as addresses write it");
  const port = url.port === "" ? 6379 : Number(url.port);
  const database = Number(url.pathname.slice(1));
  const shown = `${scheme}://${url.hostname}:${port}${database === 0 ? "" : `/${database}`}`;
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  return { value: { host, port, database, secure: scheme === "rediss", user, password, shown } };
}

/** Null for what is not given; undefined for what cannot be read. */
function decoded(text: string): string | null | undefined {
  try {
    return text === "" ? null : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A word of a command line, with all that may be secret in an address left out. */
export function withoutSecrets(word: string): string {
  return word.replace(/^((?:--queue=)?\w+:\/\/)[^/]*@/, "$1");
}
