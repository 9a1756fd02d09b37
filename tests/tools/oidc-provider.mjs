// An OpenID provider on a free loopback port, with one log-in that needs no browser.
//
// node oidc-provider.mjs
//
// It prints one line of JSON once it listens and ends when its input closes:
//   issuer   its issuer identifier
//   control  where a test steers it (see `controls` below)
//   secret   of all clients that have one
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import Provider, { errors } from "oidc-provider";
import { createMemoryAdapter } from "oidc-provider/lib/adapters/memory_adapter.js";

// With what has to be encoded on the way (RFC 6749, section 2.3.1).
const secret = `${randomBytes(32).toString("base64")} +%:&`;

/** One key of each algorithm, named for its generation. */
function generate(generation) {
    const { privateKey: rsa } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { privateKey: ec } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const named = (key, alg) => ({
        ...key.export({ format: "jwk" }),
        kid: `${alg}-${generation}`,
        use: "sig",
        alg,
    });
    return [named(rsa, "RS256"), named(ec, "ES256")];
}

const confidential = { client_secret: secret, redirect_uris: [], response_types: [] };
const service = {
    ...confidential,
    grant_types: ["client_credentials"],
    token_endpoint_auth_method: "client_secret_post",
};
const clients = [
    { ...service, client_id: "service" },
    // The same, but its access tokens are signed with ES256.
    { ...service, client_id: "service-es256" },
    // The API that asks about opaque tokens.
    { ...confidential, client_id: "items-api", grant_types: [] },
    {
        client_id: "web",
        token_endpoint_auth_method: "none",
        redirect_uris: ["https://web.example.com/callback"],
        grant_types: ["authorization_code", "refresh_token"],
    },
];

const formats = {
    "https://items.example.com": "jwt",
    "https://orders.example.com": "jwt",
    "https://reports.example.com": "opaque",
    "https://stock.example.com": "opaque",
};

function resource(_, indicator, client) {
    const accessTokenFormat = formats[indicator];
    if (accessTokenFormat === undefined) throw new errors.InvalidTarget();
    const alg = client.clientId === "service-es256" ? "ES256" : "RS256";
    return {
        audience: indicator,
        scope: "items:read items:write",
        accessTokenTTL: 600,
        accessTokenFormat,
        jwt: accessTokenFormat === "jwt" ? { sign: { alg } } : undefined,
    };
}

const adapter = createMemoryAdapter();
const cookieKeys = [randomBytes(32).toString("base64url")];
const lives = (seconds) => () => seconds;

/** A provider with these keys: the first of an algorithm signs, all are published. */
function providerWith(keys) {
    return new Provider(issuer, {
        adapter,
        clients,
        jwks: { keys },
        cookies: { keys: cookieKeys },
        features: {
            clientCredentials: { enabled: true },
            devInteractions: { enabled: false },
            introspection: { enabled: true, allowedPolicy: () => true },
            revocation: { enabled: true },
            resourceIndicators: { enabled: true, getResourceServerInfo: resource },
        },
        findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
        interactions: { url: (_, { uid }) => `/interaction/${uid}` },
        ttl: {
            AccessToken: lives(600),
            ClientCredentials: lives(600),
            Grant: lives(600),
            IdToken: lives(600),
            Interaction: lives(600),
            RefreshToken: lives(600),
            Session: lives(600),
        },
    });
}

/** Logs in whom the request hints at, who consents to everything. */
async function interact(request, response) {
    const { params } = await provider.interactionDetails(request, response);
    const accountId = params.login_hint;
    const grant = new provider.Grant({ accountId, clientId: params.client_id });
    const scopes = params.scope.split(" ");
    const own = ["openid", "offline_access"];
    grant.addOIDCScope(scopes.filter((scope) => own.includes(scope)).join(" "));
    const others = scopes.filter((scope) => !own.includes(scope)).join(" ");
    if (params.resource) grant.addResourceScope(params.resource, others);
    const consent = { grantId: await grant.save() };
    await provider.interactionFinished(request, response, { login: { accountId }, consent });
}

const counts = {};
let isDown = false;

const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, issuer);
    counts[pathname] = (counts[pathname] ?? 0) + 1;
    if (!pathname.startsWith("/interaction/")) return provider.callback()(request, response);
    interact(request, response).catch((error) => {
        console.error(error);
        response.writeHead(500).end();
    });
});
// Down, it keeps its port: nobody else can answer in its place.
server.on("connection", (socket) => {
    if (isDown) socket.resetAndDestroy();
});

let generation = 1;
let keys;
let provider;

function publish(next) {
    keys = next;
    provider = providerWith(keys);
}

const controls = {
    /** How often each path was asked for. */
    counts: () => counts,
    /** New keys sign from now on; the old ones stay published. */
    rotate: () => publish([...generate(++generation), ...keys]),
    /** Only the keys that sign stay published. */
    retire: () => publish(keys.slice(0, 2)),
    /** Every connection is reset, open ones and new ones. */
    down: () => {
        isDown = true;
        server.closeAllConnections();
    },
    up: () => {
        isDown = false;
    },
};

const control = createServer((request, response) => {
    const act = controls[request.url.slice(1)];
    if (act === undefined) return response.writeHead(404).end();
    response.setHeader("content-type", "application/json");
    return response.end(JSON.stringify(act() ?? {}));
});

const listening = (it) =>
    new Promise((resolve) => {
        it.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${it.address().port}`));
    });

const issuer = await listening(server);
publish(generate(generation));
console.log(JSON.stringify({ issuer, control: await listening(control), secret }));

process.stdin.on("end", () => process.exit()).resume();
