/** Other ways to write a path, each of which some server or proxy somewhere takes for the same. */
export function spellingsOf(path: string): Record<string, string> {
  const [, first = '', ...rest] = path.split('/');
  const last = path.slice(path.lastIndexOf('/') + 1);
  const encoded = (text: string) => `%${text.charCodeAt(0).toString(16)}${text.slice(1)}`;
  return {
    capitals: path.toUpperCase(),
    'two slashes in front': `/${path}`,
    'two slashes within': `/${first}//${rest.join('/')}`,
    'a slash behind': `${path}/`,
    'a dot': `/${first}/./${rest.join('/')}`,
    'one up': `/${first}/x/../${rest.join('/')}`,
    'one up, encoded': `/${first}/x/%2e%2e/${rest.join('/')}`,
    'one up, behind': `${path}/%2e%2e/${last}`,
    'a parameter of the path': `${path};x`,
    'an encoded slash': `/${first}%2f${rest.join('/')}`,
    'an encoded letter': `/${encoded(first)}/${rest.join('/')}`,
    'encoded twice': `/${encoded(first).replace('%', '%25')}/${rest.join('/')}`,
    'a null byte': `${path}%00`,
    'a backslash': `/${first}\\${rest.join('\\')}`,
    'a file name': `${path}.json`,
  };
}
