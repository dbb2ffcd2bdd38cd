/** The port in the line by which a service says that it accepts connections: JSON, `"msg": "listening"`, `"port"`. */
export function listeningPort(line: string): number | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { msg, port } = JSON.parse(line) as { msg?: unknown; port?: unknown };
    return typeof msg === 'string' && /\blistening\b/.test(msg) && typeof port === 'number'
      ? port
      : undefined;
  } catch {
    return undefined;
  }
}
