/**
 * Loaded into a local service before anything else: when the launcher dies, even by SIGKILL, its end of our
 * standard input closes, and the service stops in order instead of living on unseen.
 */
process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.on('error', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.resume();
process.stdin.unref?.();
