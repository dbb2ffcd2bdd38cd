import { serveAttempts } from './child';

serveAttempts();
