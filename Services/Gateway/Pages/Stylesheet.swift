import Crypto
import Domain
import FoundationEssentials
import HTMLKit
import HTTPTypes
import HummingbirdCore
import NIOCore

/// The look of all pages, served from memory under a name that changes with it, so that it can be kept for ever.
enum Stylesheet {
    static let path = "/assets/\(hash).css"
    static let link: LinkTarget = "/assets/\(hash).css"

    static let response: Response = {
        var headers = Fields.common
        headers[.contentType] = "text/css; charset=utf-8"
        headers[.cacheControl] = "public, max-age=31536000, immutable"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }()

    private static let hash = SHA256.hash(data: Data(text.utf8)).prefix(8).hexadecimal

    private static let text = """
        :root { color-scheme: light dark; --ink: #1b1f23; --paper: #fff; --line: #8a8f98; --link: #0b5394; --soft: #eef3f8 }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e8eaed; --paper: #16191d; --line: #7d848d; --link: #8fc1f5; --soft: #22272e }
        }
        * { box-sizing: border-box }
        body { margin: 0 auto; max-width: 60rem; padding: 0 1rem 2rem; color: var(--ink); background: var(--paper);
          font: 1.0625rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere }
        a { color: var(--link) }
        :focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
        .skip { position: absolute; left: -100vw }
        .skip:focus { position: static }
        header { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: baseline; border-bottom: 1px solid var(--line) }
        .name { font-size: 1.25rem; font-weight: 700 }
        nav ul { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; list-style: none; margin: 0; padding: 0 }
        h1 { font-size: 1.75rem; line-height: 1.25 }
        h2 { font-size: 1.3rem; margin-top: 2rem }
        .items { list-style: none; padding: 0 }
        .items li { padding: .75rem 0; border-bottom: 1px solid var(--line) }
        .items p { margin: .2rem 0 }
        .notice { padding: .75rem 1rem; background: var(--soft); border-left: .3rem solid var(--link) }
        dt { font-weight: 700 }
        dd { margin: 0 0 .75rem }
        label { display: block; font-weight: 600; margin-top: .75rem }
        input, select, button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line);
          border-radius: .25rem; padding: .5rem .75rem; max-width: 100%; min-height: 2.75rem }
        button { background: var(--link); color: var(--paper); border-color: var(--link); font-weight: 600; margin-top: .75rem }
        .trap { position: absolute; left: -100vw }
        footer { margin-top: 3rem; border-top: 1px solid var(--line) }

        """
}
