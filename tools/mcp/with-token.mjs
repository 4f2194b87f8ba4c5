// Hands requests on with an agent's token, for tools that can send none. All else stays as it was said, the name of the
// host and the origin included, so that what the server thinks of those is judged as well.
//
//   node with-token.mjs PORT     the token is in $TOKEN; prints the port on which it listens
import http from 'node:http';

const [to] = process.argv.slice(2);
const authorization = `Bearer ${process.env.TOKEN}`;
const server = http.createServer((request, response) => {
  const onward = http.request(
    {host: '127.0.0.1', port: to, method: request.method, path: request.url, headers: {...request.headers, authorization}},
    answer => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
