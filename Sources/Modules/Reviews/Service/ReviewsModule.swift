// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Kernel
import ReviewsRules
import Storage
public import Web

extension Module {
  /// The results of reviews: findings, actions, needs, practical challenges; search in six languages; papers.
  public static func reviews(_ reviews: Reviews) -> Module {
    Module(
      name: "reviews", routes: ReviewsRoutes(reviews: reviews).all + ReviewsAPI(reviews: reviews).routes,
      migrations: ReviewsStore.migrations, strings: ReviewsResources.strings,
      navigation: [NavigationItem(label: "reviews.nav", url: ReviewText.url, order: 35)],
      problems: CannotKeepRecord.examples as [any Problem] + CannotPublish.allCases + CannotTakeReviews.examples)
  }
}

/// The addresses of the module.
struct ReviewsRoutes: Sendable {
  let reviews: Reviews

  var all: [Route] { shown + edited + taken }

  private var shown: [Route] {
    let (url, reason) = (ReviewText.url, ReviewsAPI.reason)
    let (subjects, papers, export) = (
      SubjectPages(reviews: reviews), PaperPages(reviews: reviews), ExportPages(reviews: reviews)
    )
    return [
      .publicPage(.get, url, because: reason, FindingsPage(reviews: reviews).page),
      .publicPage(.get, "\(url)/records/:kind", because: reason, RecordListPage(reviews: reviews).page),
      .publicPage(.get, "\(url)/records/:kind/:key", because: reason, RecordPage(reviews: reviews).page),
      .publicPage(.get, "\(url)/states/:state", because: reason, subjects.state),
      .publicPage(.get, "\(url)/articles/:article", because: reason, subjects.article),
      .publicPage(.get, "\(url)/themes/:theme", because: reason, subjects.theme),
      .publicPage(.get, PaperPages.url, because: reason, papers.list),
      .publicPage(.get, "\(PaperPages.url)/:paper", because: reason, papers.page),
      .page(.get, "\(PaperPages.url)/:paper/file", needs: "reviews.read", papers.file),
      .publicPage(.get, ExportPages.url, because: reason, export.page),
      .publicPage(.get, "\(ExportPages.url)/file", because: reason, export.file),
    ]
  }

  private var edited: [Route] {
    let (url, one) = (ReviewText.url, "\(ReviewText.url)/records/:kind/:key")
    let (edit, publish) = (EditRecordPages(reviews: reviews), PublishPages(reviews: reviews))
    return [
      .page(.get, "\(url)/new/:kind", needs: "reviews.edit", edit.new),
      .page(.post, "\(url)/new/:kind", needs: "reviews.edit", records: ["reviews.entered"], edit.submitNew),
      .page(.get, "\(one)/edit", needs: "reviews.edit", edit.edit),
      .page(.post, "\(one)/edit", needs: "reviews.edit", records: ["reviews.changed"], edit.submitEdit),
      .page(.get, "\(one)/history", needs: "reviews.read", publish.history),
      .page(.post, "\(one)/publish", needs: "reviews.publish", records: ["reviews.published"], publish.publish),
      .page(.post, "\(one)/withhold", needs: "reviews.publish", records: ["reviews.withheld"], publish.withhold),
    ]
  }

  /// A file can say that records are public, so taking it in is for those who may publish.
  private var taken: [Route] {
    let pages = ImportReviewsPages(reviews: reviews)
    let limit = FormData.sizeLimit
    return [
      .page(.get, ImportReviewsPages.url, needs: "reviews.publish", pages.begin),
      .page(.post, ImportReviewsPages.url, needs: "reviews.publish", changesNothing: true, files: limit, pages.look),
      .page(
        .post, "\(ImportReviewsPages.url)/confirm", needs: "reviews.publish", records: ["reviews.imported"], files: limit, pages.confirm),
    ]
  }
}
