import { serveOneAttempt } from './child';

serveOneAttempt();
