// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Localisation
import StatisticsRules
import Web

/// The draft note of a release: to what it belongs, and its files in six languages.
struct NotePages: Sendable {
  let releases: Releases

  @Sendable func page(_ call: Call<SignedIn>) async throws -> Answer {
    let release = try await releases.store.published(try call.parameter("release") { ReleaseName($0) })
    let (words, content) = (call.words, release.content)
    let occasion = try await releases.meeting(call.language)
    let url = "\(ReleasePage.url(content.name))/note"
    func linked(_ thing: NoteOccasion.Linked) -> HTML {
      tag("a", .href(thing.url)) { foreign(thing.words.text, thing.words.language, on: words.language) }
    }
    return .page(
      Page(
        words("statistics.releases.note.title"),
        trail: ReleaseListPage.trail(words) + [.init(ReleasePage.title(content, words), ReleasePage.url(content.name))],
        classification: .internalUse
      ) {
        tag("p", .css("lead")) { words("statistics.releases.note.lead") }
        if let occasion {
          facts([
            (words("statistics.releases.note.meeting"), linked(occasion.meeting)),
            (words("statistics.releases.note.itemLabel"), occasion.item.map(linked)),
            (
              words("statistics.releases.note.mandatesLabel"),
              occasion.mandates.isEmpty ? nil : tag("ul") { for mandate in occasion.mandates { tag("li") { linked(mandate) } } }
            ),
          ])
        } else {
          panel(words("statistics.releases.note.noMeeting.title"), .attention) { tag("p") { words("statistics.releases.note.noMeeting") } }
        }
        tag("ul", .css("downloads")) {
          for language in Kernel.Language.allCases {
            tag("li") {
              tag("span", .lang(language.htmlCode), .dir(language.direction.rawValue)) { language.ownName }
              for kind in DocumentWorker.Kind.allCases {
                link(
                  "\(url)/file?in=\(language.rawValue)&as=\(kind.rawValue)", kind.rawValue.uppercased(),
                  Attribute("aria-label", "\(language.ownName), \(kind.rawValue.uppercased())"))
              }
            }
          }
        }
      })
  }

  @Sendable func file(_ call: Call<SignedIn>) async throws -> Answer {
    let release = try await releases.store.published(try call.parameter("release") { ReleaseName($0) })
    guard let language = call.query["in"].flatMap({ Kernel.Language(rawValue: $0) }),
      let kind = call.query["as"].flatMap({ DocumentWorker.Kind(rawValue: $0) })
    else { throw WebProblem.notFound }
    let note = StatisticalNote(
      release: release, occasion: try await releases.meeting(language), codebook: releases.codebook, words: releases.words(language))
    let data = try await releases.worker.render(note.paper, as: kind)
    return .file(data, type: kind.mediaType, name: "\(release.content.name)-note-\(language.rawValue).\(kind.rawValue)")
  }
}
