// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import Files
import Kernel
import Localisation
import Web
import WritingRules

/// The evidence list of a case: every file and object with its origin, digest and chain of custody, to be read and to be printed.
struct EvidenceList: Sendable {
  let request: RegisteredRequest
  let files: [CaseFile]
  /// What the virus scan said, by digests.
  let scans: [String: ScanResult]
  let today: CalendarDay
  let call: Call<SignedIn>

  private var words: Words { call.words }
  private var url: String { "/cases/\(request.id)" }

  var page: Page {
    Page(words("casework.files.list"), trail: request.trail(words), classification: .restricted) {
      tag("p", .css("lead")) { lead }
      if call.who.may("casework.file") {
        tag("p", .css("actions screen-only")) { link("\(url)/files/new", words("casework.files.add"), .css("button secondary")) }
      }
      if files.isEmpty {
        emptyState(words("casework.files.none"))
      } else {
        table
        chains
      }
    }
  }

  private var lead: String {
    request.head.reference.isEmpty
      ? words("casework.files.listLeadWithout") : words("casework.files.listLead", ["reference": .text(request.head.reference)])
  }

  private var table: HTML {
    Table(
      caption: words("casework.files.list"), showsCaption: false,
      columns: ["number", "file", "origin", "content", "where"].map { Table.Column(words("casework.files.column.\($0)")) },
      rows: files.enumerated().map { place, file in [HTML("\(place + 1)"), what(file), origin(file), content(file), standing(file)] }
    ).html
  }

  private func what(_ file: CaseFile) -> HTML {
    HTML {
      link("\(url)/files/\(file.id)", file.title, .dir("auto"))
      tag("p", .css("hint")) {
        words("casework.files.kind.\(file.kind.rawValue)")
        if !file.items.isEmpty { HTML(" · \(words.list(file.items.map(\.rawValue)))") }
      }
      if let object = file.object { tag("p") { typedText(object) } }
      if let compartment = file.compartment { badge(words("casework.files.compartment.\(compartment.rawValue)"), .attention) }
    }
  }

  private func origin(_ file: CaseFile) -> HTML {
    HTML {
      typedText(file.origin.givenBy)
      tag("p", .css("hint")) { "\(words.date(file.origin.on)) · \(words("casework.files.form.\(file.origin.form.rawValue)"))" }
    }
  }

  private func content(_ file: CaseFile) -> HTML {
    guard let content = file.content else { return HTML("–") }
    return HTML {
      typedText(content.name)
      tag("p", .css("hint")) {
        words.bytes(content.size)
        HTML(" ")
        FileMarks(words: words).scan(scans[content.sha256])
      }
      tag("p", .css("hint")) {
        HTML("SHA-256 ")
        tag("code", .dir("ltr")) { content.sha256 }
      }
    }
  }

  private func standing(_ file: CaseFile) -> HTML {
    HTML {
      if file.object != nil, let latest = file.latest {
        typedText(latest.to)
        tag("p", .css("hint")) { typedText(latest.place) }
      } else {
        HTML("–")
      }
      FileMarks(words: words).returning(file, on: today)
    }
  }

  private var chains: HTML {
    HTML(
      files.enumerated().filter { !$0.element.custody.isEmpty }.map { place, file in
        HTML {
          tag("h2") {
            HTML("\(words("casework.files.custodyOf", ["number": .integer(place + 1)])) ")
            typedText(file.title)
          }
          CustodyTable(file: file, words: words).html
        }
      })
  }
}

/// The chain of custody of an object.
struct CustodyTable: Sendable {
  let file: CaseFile
  let words: Words

  var html: HTML {
    Table(
      caption: words("casework.files.custody"), showsCaption: false,
      columns: ["day", "handOver", "from", "to", "place", "purpose", "condition", "writtenBy"].map {
        Table.Column(words("casework.files.column.\($0)"))
      },
      rows: file.custody.map { entry in
        [
          HTML(words.date(entry.on)), HTML(words("casework.files.handOver.\(entry.kind.rawValue)")), typedText(entry.from),
          typedText(entry.to), typedText(entry.place), text(entry.purpose), text(entry.condition), typedText(entry.by.name),
        ]
      }
    ).html
  }

  private func text(_ text: String?) -> HTML { text.map(typedText) ?? HTML("–") }
}

/// The page of one file.
struct FilePage: Sendable {
  let request: RegisteredRequest
  let file: CaseFile
  let scan: ScanResult?
  let today: CalendarDay
  let call: Call<SignedIn>

  private var words: Words { call.words }
  private var url: String { "/cases/\(request.id)/files/\(file.id)" }

  var page: Page {
    Page(
      file.title, trail: request.trail(words) + [.init(words("casework.files.list"), "/cases/\(request.id)/files")],
      classification: .restricted, isTitleTyped: true
    ) {
      tag("p") { FileMarks(words: words).returning(file, on: today) }
      facts(rows)
      content
      if !file.custody.isEmpty {
        tag("h2") { words("casework.files.custody") }
        CustodyTable(file: file, words: words).html
      }
      acts
    }
  }

  private var rows: [FactRow] {
    func label(_ name: String) -> String { words("casework.files.field.\(name)") }
    return [
      (label("kind"), HTML(words("casework.files.kind.\(file.kind.rawValue)"))),
      (label("items"), file.items.isEmpty ? nil : HTML(words.list(file.items.map(\.rawValue)))),
      (label("givenBy"), typedText(file.origin.givenBy)), (label("receivedOn"), HTML(words.date(file.origin.on))),
      (label("form"), HTML(words("casework.files.form.\(file.origin.form.rawValue)"))), (label("object"), file.object.map(typedText)),
      (label("travelled"), file.origin.travelled.map { travelled in tag("code", .dir("ltr")) { travelled.message.description } }),
      (label("keptBy"), standing.map { typedText($0.to) }), (label("place"), standing.map { typedText($0.place) }),
      (label("returnTo"), file.returnDuty.map { typedText($0.to) }),
      (label("returnDueOn"), file.returnDuty?.dueOn.map { HTML(words.date($0)) }),
      (label("compartment"), file.compartment.map { HTML(words("casework.files.compartment.\($0.rawValue)")) }),
      (label("addedBy"), typedText(file.addedBy.name)), (label("sent"), sent),
    ]
  }

  /// Where the object is; a content alone stands in the vault.
  private var standing: HandOver? { file.object == nil ? nil : file.latest }

  /// The transmissions that name it.
  private var sent: HTML? {
    let days = file.content.map { request.transmissions(naming: $0.sha256) }?.map { words.date($0.on) } ?? []
    return days.isEmpty ? nil : HTML(words.list(days))
  }

  private var content: HTML {
    guard let content = file.content else { return .nothing }
    return HTML {
      tag("h2") { words("casework.files.contentHeading") }
      facts([
        (words("casework.files.field.name"), typedText(content.name)),
        (words("casework.files.field.size"), HTML(words.bytes(content.size))),
        (words("casework.files.field.sha256"), tag("code", .dir("ltr")) { content.sha256 }),
        (words("casework.files.field.scan"), FileMarks(words: words).scan(scan)),
      ])
      switch scan {
      case .infected: tag("p") { words("casework.files.infectedHint") }
      case nil: tag("p") { words("casework.files.goneHint") }
      case .clean, .notScanned:
        tag("p", .css("actions")) { link("\(url)/content", words("casework.files.download"), .css("button secondary")) }
        tag("p", .css("hint")) { words("casework.files.downloadHint") }
      }
    }
  }

  private var acts: HTML {
    guard call.who.may("casework.file") else { return .nothing }
    let offered = FileAct.allCases.filter { $0.isOffered(file, to: call.who.reader) }
    return HTML {
      tag("h2") { words("casework.acts") }
      tag("ul", .css("acts")) {
        for act in offered { tag("li") { link("\(url)/acts/\(act.rawValue)", words("casework.files.act.\(act.rawValue)")) } }
      }
    }
  }
}
