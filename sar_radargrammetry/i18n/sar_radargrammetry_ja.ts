<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja" sourcelanguage="en">
  <context>
    <name>SarRadargrammetry</name>
    <message>
      <source>0 Set-up</source>
      <translation>0 セットアップ</translation>
    </message>
    <message>
      <source>1 Images</source>
      <translation>1 画像</translation>
    </message>
    <message>
      <source>2 Pair</source>
      <translation>2 画像ペア</translation>
    </message>
    <message>
      <source>3 Elevation in one step</source>
      <translation>3 標高(一括処理)</translation>
    </message>
    <message>
      <source>4 Elevation step by step</source>
      <translation>4 標高(段階処理)</translation>
    </message>
    <message>
      <source>5 Quality</source>
      <translation>5 品質評価</translation>
    </message>
    <message>
      <source>6 Simulation</source>
      <translation>6 シミュレーション</translation>
    </message>
    <message>
      <source>7 Training</source>
      <translation>7 学習</translation>
    </message>
    <message>
      <source>8 Models</source>
      <translation>8 モデル</translation>
    </message>
    <message>
      <source>Import SAR image</source>
      <translation>SAR 画像のインポート</translation>
    </message>
    <message>
      <source>Converts a SAR product to a slant-range amplitude image with its imaging geometry.</source>
      <translation>SAR プロダクトをスラントレンジの振幅画像に変換し、撮像ジオメトリを添えて保存します。</translation>
    </message>
    <message>
      <source>SAR image: {}</source>
      <translation>SAR 画像: {}</translation>
    </message>
    <message>
      <source>Reads a SAR product (SICD, NISAR-like RSLC, UAVSAR) and writes its amplitude as a raster in slant range: rows are azimuth lines, columns are range samples, there is no CRS. The imaging geometry is written beside it as &lt;i&gt;name&lt;/i&gt;.sargeom.json; keep both together.</source>
      <translation>SAR プロダクト(SICD、NISAR 形式の RSLC、UAVSAR)を読み込み、振幅をスラントレンジのラスタとして書き出します。行はアジマスライン、列はレンジサンプルで、座標参照系はありません。撮像ジオメトリは &lt;i&gt;name&lt;/i&gt;.sargeom.json として隣に保存されます。両者は一緒に保管してください。</translation>
    </message>
    <message>
      <source>The image is not projected to the ground, because interpolation would blur its texture before matching.</source>
      <translation>画像を地上に投影しないため、マッチングの前に内挿でテクスチャがぼけることはありません。</translation>
    </message>
    <message>
      <source>SAR product</source>
      <translation>SAR プロダクト</translation>
    </message>
    <message>
      <source>Looks in azimuth</source>
      <translation>アジマス方向のルック数</translation>
    </message>
    <message>
      <source>Looks in range</source>
      <translation>レンジ方向のルック数</translation>
    </message>
    <message>
      <source>Frequency band</source>
      <translation>周波数バンド</translation>
    </message>
    <message>
      <source>Polarisation</source>
      <translation>偏波</translation>
    </message>
    <message>
      <source>Part of the map to import</source>
      <translation>インポートする地図上の範囲</translation>
    </message>
    <message>
      <source>Part of the image to import</source>
      <translation>インポートする画像上の範囲</translation>
    </message>
    <message>
      <source>Slant-range image</source>
      <translation>スラントレンジ画像</translation>
    </message>
    <message>
      <source>Footprint</source>
      <translation>フットプリント</translation>
    </message>
    <message>
      <source>Azimuth lines</source>
      <translation>アジマスライン数</translation>
    </message>
    <message>
      <source>Range samples</source>
      <translation>レンジサンプル数</translation>
    </message>
    <message>
      <source>Incidence angle at the image centre [degrees]</source>
      <translation>画像中心の入射角 [度]</translation>
    </message>
    <message>
      <source>Slant-range spacing [m]</source>
      <translation>スラントレンジ間隔 [m]</translation>
    </message>
    <message>
      <source>Azimuth spacing [m]</source>
      <translation>アジマス間隔 [m]</translation>
    </message>
    <message>
      <source>Look side</source>
      <translation>観測方向(左右)</translation>
    </message>
    <message>
      <source>SICD (NITF), NISAR RSLC (HDF5), UAVSAR (.ann), Sentinel-1 GRD, Capella GEC, a vendor's SLC product (ICEYE, Capella, TerraSAR-X, COSMO-SkyMed, Radarsat-2, RCM, PALSAR-2, GFF), DLR F-SAR (.rat), or an image with its .sargeom.json beside it.</source>
      <translation>SICD (NITF)、NISAR RSLC (HDF5)、UAVSAR (.ann)、Sentinel-1 GRD、Capella GEC、各社の SLC プロダクト(ICEYE、Capella、TerraSAR-X、COSMO-SkyMed、Radarsat-2、RCM、PALSAR-2、GFF)、DLR F-SAR (.rat)、または .sargeom.json を添えた画像。</translation>
    </message>
    <message>
      <source>Number of image lines averaged into one. More looks reduce speckle and make pixels coarser.</source>
      <translation>1 本に平均する画像ラインの数です。ルック数を増やすとスペックルは減り、画素は粗くなります。</translation>
    </message>
    <message>
      <source>Number of range samples averaged into one.</source>
      <translation>1 つに平均するレンジサンプルの数です。</translation>
    </message>
    <message>
      <source>Band of a product that holds two, A or B (optional).</source>
      <translation>2 つのバンドを持つプロダクトで用いるバンド、A または B(任意)。</translation>
    </message>
    <message>
      <source>Channel of a product that holds several, such as HH or VV (optional).</source>
      <translation>複数の画像を持つプロダクトで用いる画像、HH や VV など(任意)。</translation>
    </message>
    <message>
      <source>Imports only what the image shows of this rectangle at the scene's reference height (optional). Heights shift pixels in slant range: leave a margin. As text: xmin,xmax,ymin,ymax [EPSG:code].</source>
      <translation>シーンの基準標高で、この矩形のうち画像に写っている部分だけをインポートします(任意)。スラントレンジでは高さによって画素が動くため、余裕を取ってください。文字列では: xmin,xmax,ymin,ymax [EPSG:code]。</translation>
    </message>
    <message>
      <source>Window in pixels of the product, instead of a part of the map: first line, first sample, lines, samples, such as 1000,0,4096,2048 (optional).</source>
      <translation>地図上の範囲の代わりに、プロダクトの画素での窓: 最初のライン、最初のサンプル、ライン数、サンプル数。例 1000,0,4096,2048(任意)。</translation>
    </message>
    <message>
      <source>Amplitude in slant range, 32 bit floating point (.tif); the geometry is written beside it (.sargeom.json).</source>
      <translation>スラントレンジの振幅、32 ビット浮動小数点 (.tif)。ジオメトリは隣に書き出されます (.sargeom.json)。</translation>
    </message>
    <message>
      <source>Outline of the imported image on the ground at the reference height, with metadata as attributes (optional).</source>
      <translation>インポートした画像の、基準標高での地上の輪郭。メタデータを属性に持ちます(任意)。</translation>
    </message>
    <message>
      <source>Make SAR image from raster and track</source>
      <translation>ラスタと航跡から SAR 画像を作成</translation>
    </message>
    <message>
      <source>Combines the raster of your own processor with its flight track and timing, so that it can be matched.</source>
      <translation>独自プロセッサのラスタに航跡と時刻を与え、マッチングできるようにします。</translation>
    </message>
    <message>
      <source>Use it for images whose format is not supported. It needs a raster in slant range (rows are azimuth lines, columns are range samples, zero-Doppler), the flight track as a table, and a few numbers from the processor's log. Like the import of a product, it writes an amplitude raster and its geometry as &lt;i&gt;name&lt;/i&gt;.sargeom.json.</source>
      <translation>形式が読み込めないプロセッサの画像のための処理です。スラントレンジのラスタ(行はアジマスライン、列はレンジサンプル、ゼロドップラー)、表形式の航跡、プロセッサのログにあるいくつかの数値から、プロダクトのインポートと同じもの、つまり振幅ラスタとそのジオメトリ &lt;i&gt;name&lt;/i&gt;.sargeom.json を書き出します。</translation>
    </message>
    <message>
      <source>Image in slant range</source>
      <translation>スラントレンジの画像</translation>
    </message>
    <message>
      <source>Flight track</source>
      <translation>航跡</translation>
    </message>
    <message>
      <source>Time of the first line [s]</source>
      <translation>最初のラインの時刻 [秒]</translation>
    </message>
    <message>
      <source>Time from line to line [s]</source>
      <translation>ライン間の時間 [秒]</translation>
    </message>
    <message>
      <source>Near range [m]</source>
      <translation>ニアレンジ [m]</translation>
    </message>
    <message>
      <source>Range spacing [m]</source>
      <translation>レンジ間隔 [m]</translation>
    </message>
    <message>
      <source>Reference height [m]</source>
      <translation>基準標高 [m]</translation>
    </message>
    <message>
      <source>Columns are azimuth lines</source>
      <translation>列がアジマスライン</translation>
    </message>
    <message>
      <source>Sensor</source>
      <translation>センサ</translation>
    </message>
    <message>
      <source>Zero-Doppler image, any raster that GDAL reads; its first band is used, amplitude or complex.</source>
      <translation>ゼロドップラーの画像、GDAL が読める任意のラスタ。最初のバンド(振幅または複素数)を用います。</translation>
    </message>
    <message>
      <source>Table with a header line and the columns time, longitude, latitude, height, or time, x, y, z in Earth-centred metres (WGS 84). Heights refer to the ellipsoid.</source>
      <translation>列名の行と、time, longitude, latitude, height、または time, x, y, z(地心直交座標、メートル、WGS 84)の列を持つ表。高さは楕円体高です。</translation>
    </message>
    <message>
      <source>In the time of the track.</source>
      <translation>航跡の時刻系での時刻。</translation>
    </message>
    <message>
      <source>Azimuth spacing divided by the speed; negative when lines run against the flight.</source>
      <translation>アジマス間隔を速度で割った値。ラインが飛行と逆向きの場合は負です。</translation>
    </message>
    <message>
      <source>Slant range of the centre of the first sample.</source>
      <translation>最初のサンプルの中心のスラントレンジ。</translation>
    </message>
    <message>
      <source>Slant range from sample to sample.</source>
      <translation>サンプル間のスラントレンジの差。</translation>
    </message>
    <message>
      <source>Side that the antenna looks to, seen in the direction of flight.</source>
      <translation>飛行方向に向かってアンテナが見ている側。</translation>
    </message>
    <message>
      <source>A typical height of the scene above the WGS-84 ellipsoid.</source>
      <translation>シーンの代表的な高さ(WGS 84 楕円体高)。</translation>
    </message>
    <message>
      <source>The rows of the raster are range samples and its columns are azimuth lines.</source>
      <translation>ラスタの行がレンジサンプル、列がアジマスラインです。</translation>
    </message>
    <message>
      <source>Name of the sensor, for reports (optional).</source>
      <translation>センサの名称。レポートに用います(任意)。</translation>
    </message>
    <message>
      <source>Check stereo pair</source>
      <translation>ステレオペアの確認</translation>
    </message>
    <message>
      <source>Computes the expected accuracy of a pair from its geometry, before matching.</source>
      <translation>マッチングの前に、撮像ジオメトリだけからペアで期待される精度を計算します。</translation>
    </message>
    <message>
      <source>Computes intersection angle, height per pixel, expected error and overlap on the ground from the imaging geometry. If a pair is unsuitable, the verdict states why.</source>
      <translation>撮像ジオメトリから、交会角、1 画素あたりの高さ、期待される誤差、地上での重複を計算します。ペアが適さない場合は、判定にその理由を示します。</translation>
    </message>
    <message>
      <source>Reference image</source>
      <translation>参照画像</translation>
    </message>
    <message>
      <source>Secondary image</source>
      <translation>副画像</translation>
    </message>
    <message>
      <source>Elevation model of the area</source>
      <translation>対象地域の標高モデル</translation>
    </message>
    <message>
      <source>Lowest height [m]</source>
      <translation>最低標高 [m]</translation>
    </message>
    <message>
      <source>Highest height [m]</source>
      <translation>最高標高 [m]</translation>
    </message>
    <message>
      <source>Allow opposite look sides</source>
      <translation>反対側からの観測を許可</translation>
    </message>
    <message>
      <source>Footprints</source>
      <translation>フットプリント</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>レポート</translation>
    </message>
    <message>
      <source>Intersection angle at the scene centre [degrees]</source>
      <translation>シーン中心での交会角 [度]</translation>
    </message>
    <message>
      <source>Height change that moves the match by one pixel [m]</source>
      <translation>対応点が 1 画素動く高さの変化 [m]</translation>
    </message>
    <message>
      <source>Expected height error for half a pixel of matching error, 1 sigma [m]</source>
      <translation>マッチング誤差 0.5 画素に対する標高誤差の期待値、1σ [m]</translation>
    </message>
    <message>
      <source>Share of the reference image that the secondary image covers (0..1)</source>
      <translation>副画像が覆う参照画像の割合 (0..1)</translation>
    </message>
    <message>
      <source>Whether the pair is worth matching</source>
      <translation>マッチングする価値があるか</translation>
    </message>
    <message>
      <source>What the pair can deliver, or why it cannot</source>
      <translation>ペアで得られるもの、または得られない理由</translation>
    </message>
    <message>
      <source>The image whose pixels become points of the elevation model; use the steeper of the two. An imported image, or a SAR product, which is imported on the way.</source>
      <translation>各画素が標高モデルの点になる画像です。2 枚のうち入射角の小さい(急な)方を選びます。インポート済みの画像、または実行時にインポートされる SAR プロダクト。</translation>
    </message>
    <message>
      <source>The image of the same ground from the other flight track. An imported image, or a SAR product, which is imported on the way.</source>
      <translation>同じ地表を別の航跡から撮像した画像です。インポート済みの画像、または実行時にインポートされる SAR プロダクト。</translation>
    </message>
    <message>
      <source>A coarse elevation model that narrows the search (optional). Any CRS; heights in metres above the WGS-84 ellipsoid, or above the datum that its CRS names.</source>
      <translation>探索範囲を絞る粗い標高モデル(任意)。座標参照系は問いません。高さは WGS 84 楕円体高、または座標参照系が示す鉛直基準からのメートル。</translation>
    </message>
    <message>
      <source>Lower limit of the terrain above the WGS-84 ellipsoid. Default: from the elevation model; without one, from the images.</source>
      <translation>WGS 84 楕円体高での地形の下限。既定: 標高モデルから、なければ画像から求めます。</translation>
    </message>
    <message>
      <source>Upper limit of the terrain above the WGS-84 ellipsoid. Default: as for the lowest height. A narrow range makes matching faster and more reliable.</source>
      <translation>WGS 84 楕円体高での地形の上限。既定: 最低標高と同様。範囲が狭いほどマッチングは速く確実になります。</translation>
    </message>
    <message>
      <source>Accept images taken from opposite sides. They show bright and dark slopes exchanged and rarely match.</source>
      <translation>反対側から撮像した画像を受け入れます。明るい斜面と暗い斜面が入れ替わるため、ほとんど対応しません。</translation>
    </message>
    <message>
      <source>Outlines of both images and of their overlap on the ground, as a layer (optional).</source>
      <translation>2 枚の画像とその重複域の地上での輪郭のレイヤ(任意)。</translation>
    </message>
    <message>
      <source>HTML page with parameters, results, figures and maps.</source>
      <translation>パラメータ、結果、図、地図をまとめた HTML ページ。</translation>
    </message>
    <message>
      <source>Create patches</source>
      <translation>パッチの作成</translation>
    </message>
    <message>
      <source>Divides a pair into overlapping windows and computes the position of each in the other image.</source>
      <translation>ペアを重複する窓に分割し、それぞれがもう一方の画像のどこにあるべきかを求めます。</translation>
    </message>
    <message>
      <source>First of three steps. Divides the reference image into overlapping square windows. For each it computes the window of the secondary image that contains its matches, from the geometry and the height range. The footprints on the ground are a layer. You can delete patches from it; deleted patches are not matched.</source>
      <translation>3 段階の 1 番目。参照画像を重複する正方形の窓に分割し、ジオメトリと標高の範囲から、対応点を確実に含む副画像の窓をそれぞれについて求めます。地上のフットプリントはレイヤとして確認でき、間引くこともできます: 削除したパッチはマッチングされません。</translation>
    </message>
    <message>
      <source>Patch size [px]</source>
      <translation>パッチサイズ [px]</translation>
    </message>
    <message>
      <source>Overlap [px]</source>
      <translation>重複幅 [px]</translation>
    </message>
    <message>
      <source>Patches</source>
      <translation>パッチ</translation>
    </message>
    <message>
      <source>Number of patches</source>
      <translation>パッチの数</translation>
    </message>
    <message>
      <source>Side of the square windows of the reference image that are matched one by one. Larger patches need more memory.</source>
      <translation>1 つずつマッチングする参照画像の正方形の窓の一辺です。大きなパッチはより多くのメモリを必要とします。</translation>
    </message>
    <message>
      <source>Width of the strip that neighbouring patches share; results are blended there. Less than half the patch size.</source>
      <translation>隣り合うパッチが共有する帯の幅です。そこで結果を滑らかにつなぎます。パッチサイズの半分より小さくします。</translation>
    </message>
    <message>
      <source>GeoPackage of footprints with the pixel windows as attributes; it refers to the two images.</source>
      <translation>フットプリントの GeoPackage。画素の窓を属性に持ち、2 枚の画像を参照します。</translation>
    </message>
    <message>
      <source>Match patches</source>
      <translation>パッチのマッチング</translation>
    </message>
    <message>
      <source>Matches every reference pixel in the secondary image, with certainty and covariance.</source>
      <translation>参照画像の各画素を副画像の中に見つけ、確信度と共分散を付けます。</translation>
    </message>
    <message>
      <source>Second of three steps. Computes the position of every pixel of the reference image in the secondary image, patch by patch, and blends the patches without seams.</source>
      <translation>3 段階の 2 番目。参照画像の各画素が副画像のどこにあるかをパッチごとに求め、継ぎ目なくつなぎます。</translation>
    </message>
    <message>
      <source>Matcher</source>
      <translation>マッチング手法</translation>
    </message>
    <message>
      <source>Weights of the matcher</source>
      <translation>マッチング手法の重み</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>デバイス</translation>
    </message>
    <message>
      <source>Correspondence</source>
      <translation>対応点</translation>
    </message>
    <message>
      <source>Share of pixels with a match (0..1)</source>
      <translation>対応点が得られた画素の割合 (0..1)</translation>
    </message>
    <message>
      <source>The GeoPackage made by Create patches.</source>
      <translation>「パッチの作成」が作った GeoPackage。</translation>
    </message>
    <message>
      <source>How corresponding pixels are found. compact: a small neural network trained on SAR pairs, the most accurate; its weights come with the plugin. poc: phase-only correlation from coarse to fine, the conventional method; needs no training. roma: RoMa, a large network trained on photographs; needs the Python package romatch, weights from Download weights of RoMa, 6 GB of memory and, without a graphics card, minutes per patch.</source>
      <translation>対応する画素を見つける方法です。compact: SAR ペアで学習した小型のニューラルネットワークで、最も正確です。重みはプラグインに付属します。poc: 粗密探索による位相限定相関法で、従来の手法です。学習は不要です。roma: 写真で学習した大規模ネットワーク RoMa。Python パッケージ romatch、「RoMa の重みのダウンロード」で取得する重み、6 GB のメモリが必要で、グラフィックカードがない場合はパッチごとに数分かかります。</translation>
    </message>
    <message>
      <source>File with weights of a learned matcher, such as Fine-tune matcher writes. Default: the bundled weights. roma needs a file, such as Download weights of RoMa writes; poc takes none.</source>
      <translation>「マッチング手法のファインチューニング」などが書き出した、学習型手法の重みのファイル。既定: 付属の重み。roma には「RoMa の重みのダウンロード」などが書き出すファイルが必要です。poc に重みはありません。</translation>
    </message>
    <message>
      <source>Where to compute. auto: on a CUDA graphics card if there is one, else on the processor.</source>
      <translation>計算する場所。auto: CUDA 対応のグラフィックカードがあればそれを、なければプロセッサを用います。</translation>
    </message>
    <message>
      <source>Raster in the grid of the reference image: displacement in line and sample [px], certainty, and the three terms of the covariance [px^2].</source>
      <translation>参照画像の格子のラスタ: ライン方向とサンプル方向の変位 [px]、確信度、共分散の 3 成分 [px^2]。</translation>
    </message>
    <message>
      <source>Refine geometry</source>
      <translation>ジオメトリの補正</translation>
    </message>
    <message>
      <source>Estimates biases between the two flights from matches, elevations and control points, and removes them.</source>
      <translation>対応点、標高、地上基準点から 2 回の飛行の間のバイアスを求め、取り除きます。</translation>
    </message>
    <message>
      <source>Optional step between matching and triangulation. Estimates biases of slant range and azimuth time and slow changes of the two flight tracks from several thousand matches, and optionally from an elevation model and ground control points. The matches do not change. The output refers to images with a corrected geometry in the same folder (their pixels are not copied). Use it as the input of Triangulate.</source>
      <translation>マッチングと三角測量の間の任意の処理です。数千の対応点から、また標高モデルと地上基準点があればそれらからも、スラントレンジとアジマス時刻のバイアスと、2 つの航跡のゆっくりした変化を求めます。対応点はそのままです: 出力は、隣に書き出される補正後のジオメトリの画像(画素はコピーされません)の間の対応点で、「三角測量」に渡します。</translation>
    </message>
    <message>
      <source>Matches alone determine only errors across the epipolar curves, not the common height of the scene. The report states which quantities were observed, and the remaining common error of all heights.</source>
      <translation>対応点だけから決まるのは、エピポーラ曲線に直交する方向の誤差だけで、シーン全体の高さは決まりません。どの量が観測できたか、すべての高さに共通する誤差がどれだけ残るかをレポートに示します。</translation>
    </message>
    <message>
      <source>Error of single heights of the elevation model [m]</source>
      <translation>標高モデルの個々の高さの誤差 [m]</translation>
    </message>
    <message>
      <source>Common error of all heights of the elevation model [m]</source>
      <translation>標高モデルの全体に共通する誤差 [m]</translation>
    </message>
    <message>
      <source>Ground control points</source>
      <translation>地上基準点 (GCP)</translation>
    </message>
    <message>
      <source>CRS of the control points</source>
      <translation>地上基準点の座標参照系</translation>
    </message>
    <message>
      <source>Error of the control points [m]</source>
      <translation>地上基準点の誤差 [m]</translation>
    </message>
    <message>
      <source>Expected range bias [m]</source>
      <translation>レンジバイアスの期待値 [m]</translation>
    </message>
    <message>
      <source>Expected error along the track [m]</source>
      <translation>航跡方向の誤差の期待値 [m]</translation>
    </message>
    <message>
      <source>Expected error of the track [m]</source>
      <translation>航跡の誤差の期待値 [m]</translation>
    </message>
    <message>
      <source>Expected drift of the track [m/s]</source>
      <translation>航跡のドリフトの期待値 [m/s]</translation>
    </message>
    <message>
      <source>Highest power of time of the drift</source>
      <translation>ドリフトを表す時間の最高次数</translation>
    </message>
    <message>
      <source>Tie points</source>
      <translation>タイポイント</translation>
    </message>
    <message>
      <source>Refined correspondence</source>
      <translation>補正後の対応点</translation>
    </message>
    <message>
      <source>Refined reference image</source>
      <translation>補正後の参照画像</translation>
    </message>
    <message>
      <source>Refined secondary image</source>
      <translation>補正後の副画像</translation>
    </message>
    <message>
      <source>Distance of the matches from the epipolar curves, before [px]</source>
      <translation>対応点とエピポーラ曲線との距離、補正前 [px]</translation>
    </message>
    <message>
      <source>The same after the refinement [px]</source>
      <translation>同、補正後 [px]</translation>
    </message>
    <message>
      <source>Common error of all heights, 1 sigma [m]</source>
      <translation>すべての高さに共通するずれ、1σ [m]</translation>
    </message>
    <message>
      <source>Change of the height at the scene's centre [m]</source>
      <translation>シーン中心での高さの変化 [m]</translation>
    </message>
    <message>
      <source>Control points used</source>
      <translation>使用した地上基準点の数</translation>
    </message>
    <message>
      <source>The raster made by Match patches.</source>
      <translation>「パッチのマッチング」が作ったラスタ。</translation>
    </message>
    <message>
      <source>Elevation model to compare heights with (optional), in metres above the WGS-84 ellipsoid or above the geoid that its CRS names.</source>
      <translation>高さを比較する標高モデル(任意)。WGS 84 楕円体高、または座標参照系が示すジオイドからの高さ(メートル)。</translation>
    </message>
    <message>
      <source>1 sigma, vegetation and changes included. Large deviations are recognised.</source>
      <translation>標準偏差。植生と変化を含みます。大きなずれは判別されます。</translation>
    </message>
    <message>
      <source>Error that all its heights have in common, 1 sigma.</source>
      <translation>すべての高さに共通する誤差の標準偏差。</translation>
    </message>
    <message>
      <source>Table or layer with longitude, latitude (or x, y) and height in metres above the WGS-84 ellipsoid, and line and sample in the reference image, first pixel 0 (optional). Points without line and sample are used as heights. Columns name and sigma [m] are read if they exist.</source>
      <translation>経度、緯度(または x, y)と WGS 84 楕円体高(メートル)、および参照画像でのライン line とサンプル sample(最初の画素が 0)を持つ表またはレイヤ(任意)。ラインとサンプルのない点は高さとして用います。name と sigma [m] の列があれば読み込みます。</translation>
    </message>
    <message>
      <source>Coordinate system of their x and y. Default: that of the layer.</source>
      <translation>x と y の座標参照系。既定: レイヤ自身のもの。</translation>
    </message>
    <message>
      <source>Error of each coordinate, 1 sigma, for points that do not state their own.</source>
      <translation>点に個別の値がない場合の、各座標の標準偏差。</translation>
    </message>
    <message>
      <source>Bias of the slant ranges, atmosphere included, 1 sigma, for each image. Default: the value in the image's file, else 2 m. 0: known to have no error.</source>
      <translation>大気を含むスラントレンジのバイアスの標準偏差、画像ごと。既定: 画像のファイルに書かれた値、なければ 2 m。0: 誤差がないと分かっている。</translation>
    </message>
    <message>
      <source>Bias of the azimuth times, times the speed, 1 sigma, for each image. Default: the value in the image's file, else 2 m. 0: known to have no error.</source>
      <translation>アジマス時刻のバイアスに速度を掛けた値の標準偏差、画像ごと。既定: 画像のファイルに書かれた値、なければ 2 m。0: 誤差がないと分かっている。</translation>
    </message>
    <message>
      <source>Position of the track across it and in height, 1 sigma, for each image. Default: the value in the image's file, else 2 m. 0: known to have no error.</source>
      <translation>航跡に直交する方向と高さ方向の航跡位置の標準偏差、画像ごと。既定: 画像のファイルに書かれた値、なければ 2 m。0: 誤差がないと分かっている。</translation>
    </message>
    <message>
      <source>Rate at which the track's error changes, 1 sigma, for each image. Default: the value in the image's file, else 0.05 m/s. 0: known to have no error.</source>
      <translation>航跡の誤差が変化する速さの標準偏差、画像ごと。既定: 画像のファイルに書かれた値、なければ 0.05 m/s。0: 誤差がないと分かっている。</translation>
    </message>
    <message>
      <source>0: the errors of the tracks are constant; 1: they also drift; 2 and 3: they also bend.</source>
      <translation>0: 航跡は一定値だけずれる; 1: さらにドリフトする; 2 と 3: さらに曲がる。</translation>
    </message>
    <message>
      <source>Number of matches to use, evenly spread, those of highest certainty first.</source>
      <translation>用いる対応点の数。均等に配置し、確信度の高いものから選びます。</translation>
    </message>
    <message>
      <source>The same matches between the refined images, &lt;i&gt;name&lt;/i&gt;_reference.vrt and &lt;i&gt;name&lt;/i&gt;_secondary.vrt, which are written beside it.</source>
      <translation>補正後の画像 &lt;i&gt;name&lt;/i&gt;_reference.vrt と &lt;i&gt;name&lt;/i&gt;_secondary.vrt(隣に書き出されます)の間の同じ対応点。</translation>
    </message>
    <message>
      <source>Triangulate</source>
      <translation>三角測量</translation>
    </message>
    <message>
      <source>Intersects the lines of sight of every match and grids the points to elevation and error rasters.</source>
      <translation>対応点ごとに視線を交会させ、得られた点を標高と誤差の格子にします。</translation>
    </message>
    <message>
      <source>SAR elevation: {}</source>
      <translation>SAR 標高: {}</translation>
    </message>
    <message>
      <source>Third of three steps. Intersects the range circles and Doppler cones of the two antennas for every match, by weighted least squares with the covariance of the match, and grids the points to elevation and expected error. An optional mask contains the reason for each cell with or without a height.</source>
      <translation>3 段階の 3 番目。対応点ごとに 2 つのアンテナのレンジ円とドップラー円錐を、対応点の共分散を用いた重み付き最小二乗法で交会させ、得られた点を標高と誤差の期待値の格子にします。必要に応じて、各セルに高さがある、またはない理由をマスクに出力します。</translation>
    </message>
    <message>
      <source>CRS of the elevation model</source>
      <translation>標高モデルの座標参照系</translation>
    </message>
    <message>
      <source>Pixel size [m]</source>
      <translation>画素サイズ [m]</translation>
    </message>
    <message>
      <source>Minimum certainty</source>
      <translation>確信度の下限</translation>
    </message>
    <message>
      <source>Fill holes up to [m]</source>
      <translation>この距離までの穴を補間 [m]</translation>
    </message>
    <message>
      <source>Smooth over [cells]</source>
      <translation>平滑化の範囲 [セル]</translation>
    </message>
    <message>
      <source>Vertical datum of the elevation</source>
      <translation>標高の鉛直基準</translation>
    </message>
    <message>
      <source>Elevation</source>
      <translation>標高</translation>
    </message>
    <message>
      <source>Error</source>
      <translation>誤差</translation>
    </message>
    <message>
      <source>Reasons of voids</source>
      <translation>欠測の理由</translation>
    </message>
    <message>
      <source>Certainty</source>
      <translation>確信度</translation>
    </message>
    <message>
      <source>Point cloud</source>
      <translation>点群</translation>
    </message>
    <message>
      <source>Elevation in slant range</source>
      <translation>スラントレンジの標高</translation>
    </message>
    <message>
      <source>Share of cells with a height (0..1)</source>
      <translation>標高が得られたセルの割合 (0..1)</translation>
    </message>
    <message>
      <source>Median expected error of matching, 1 sigma [m]</source>
      <translation>マッチングによる誤差の期待値の中央値、1σ [m]</translation>
    </message>
    <message>
      <source>Expected error of the navigation, 1 sigma [m]</source>
      <translation>航法誤差の期待値、1σ [m]</translation>
    </message>
    <message>
      <source>Content of the error raster</source>
      <translation>誤差ラスタの内容</translation>
    </message>
    <message>
      <source>Code such as EPSG:32633, or WKT. Default: the UTM zone of the scene.</source>
      <translation>EPSG:32633 などのコード、または WKT。既定: シーンの UTM ゾーン。</translation>
    </message>
    <message>
      <source>Cell size of the elevation model. Default: the pixel spacing of the image on the ground, rounded up.</source>
      <translation>標高モデルのセルの大きさ。既定: 地上での画像の画素間隔を切り上げた値。</translation>
    </message>
    <message>
      <source>Discard matches with a certainty below this value. The certainty of a match is the probability that it is right to 3 pixels.</source>
      <translation>確信度がこの値より低い対応点を捨てます。対応点の確信度は、3 画素以内で正しい確率です。</translation>
    </message>
    <message>
      <source>Fill holes from their rims up to this distance from measured cells. The error of filled cells grows with the distance, and the mask marks them. 0 fills none.</source>
      <translation>測定されたセルからこの距離まで、穴を縁から補間します。補間されたセルの誤差は距離とともに大きくなり、マスクに印が付きます。0 では補間しません。</translation>
    </message>
    <message>
      <source>Smooth heights over about this many cells, but not across steps that their errors do not explain. The error raster does not change, because errors of neighbours are correlated. 0: no smoothing.</source>
      <translation>高さをこのセル数程度で平滑化します。誤差で説明できない段差はまたぎません。隣り合う点の誤差は相関するため、誤差ラスタは変わりません。0: 平滑化しません。</translation>
    </message>
    <message>
      <source>ellipsoid: WGS-84. Else the code of a vertical datum whose geoid grid is installed, such as EPSG:5773 (EGM96), or the path of a raster with the geoid's height above the ellipsoid. Point cloud and slant layers keep heights above the ellipsoid.</source>
      <translation>ellipsoid: WGS 84 楕円体。または、ジオイド格子がインストールされている鉛直基準のコード(EPSG:5773 (EGM96) など)、または楕円体からのジオイド高のラスタのパス。点群とスラントレンジのレイヤは楕円体高のままです。</translation>
    </message>
    <message>
      <source>Heights in metres above the vertical datum; nodata where nothing was measured.</source>
      <translation>鉛直基準からの高さ(メートル)。測定されなかった所は nodata。</translation>
    </message>
    <message>
      <source>Expected error of each height, 1 sigma, in metres. Where Refine geometry, the expected errors or the images' files say how well the tracks are known, band 1 is the total error, band 2 the error of matching, band 3 the error of the navigation, which is correlated between neighbours; else the error of matching only.</source>
      <translation>各高さの誤差の期待値(1σ、メートル)。「ジオメトリの補正」、誤差の期待値、または画像のファイルが航跡の精度を示す場合、バンド 1 は全体の誤差、バンド 2 はマッチングの誤差、バンド 3 は隣り合う点に共通する航法の誤差です。それ以外の場合はマッチングの誤差だけです。</translation>
    </message>
    <message>
      <source>Code for each cell: why it has a height or none, such as layover or shadow and in which image, no signal, or inconsistent matches. The legend explains the codes.</source>
      <translation>セルごとのコード: 高さがある、またはない理由。どちらの画像のレイオーバーまたはシャドウか、信号なし、対応点の不整合など。凡例に説明があります。</translation>
    </message>
    <message>
      <source>Certainty of the matches behind each height, 0 to 1.</source>
      <translation>各高さのもとになった対応点の確信度、0~1。</translation>
    </message>
    <message>
      <source>Every measured pixel as a point, with its error, certainty and residual of the intersection (.laz or .las).</source>
      <translation>測定された全画素の点群。誤差、確信度、交会の残差を持ちます(.laz または .las)。</translation>
    </message>
    <message>
      <source>Elevation, error and code of every pixel of the reference image, in slant-range geometry.</source>
      <translation>参照画像の各画素の標高、誤差、コード。スラントレンジのジオメトリです。</translation>
    </message>
    <message>
      <source>Elevation from a stereo pair</source>
      <translation>ステレオペアから標高を作成</translation>
    </message>
    <message>
      <source>Computes elevation and its expected error from two SAR images.</source>
      <translation>2 枚の SAR 画像から、標高とその誤差の期待値を求めます。</translation>
    </message>
    <message>
      <source>Computes an elevation raster and an error raster from two airborne SAR images of the same ground, taken from two flight tracks. Checks the pair, divides it into patches, matches them and triangulates the matches, like the single steps in sequence.</source>
      <translation>同じ地表を 2 つの航跡から撮像した 2 枚の航空機 SAR 画像から、標高ラスタと誤差ラスタを作成します(ステレオレーダグラメトリ)。ペアを確認し、パッチに分割し、マッチングし、三角測量します。個別の処理を順に実行するのと同じです。</translation>
    </message>
    <message>
      <source>Expected error of the navigation in the error raster, 1 sigma [m]</source>
      <translation>誤差ラスタに含まれる航法誤差の期待値、1σ [m]</translation>
    </message>
    <message>
      <source>Whether the geometry was refined</source>
      <translation>ジオメトリを補正したか</translation>
    </message>
    <message>
      <source>Estimate biases between the two flights from the matches, and from the elevation model if one is given, and remove them. auto: if the matches or the elevation model show that the geometry is wrong; yes: always; no: never.</source>
      <translation>2 回の飛行の間のバイアスを対応点から、標高モデルがあればそれも用いて求め、取り除きます。auto: 対応点または標高モデルがジオメトリのずれを示す場合; yes: 常に; no: 行わない。</translation>
    </message>
    <message>
      <source>Merge elevations</source>
      <translation>標高の統合</translation>
    </message>
    <message>
      <source>Merges elevations of several pairs, which fill each other's layover and shadow.</source>
      <translation>複数のペアの標高を統合し、レイオーバーとシャドウを互いに補います。</translation>
    </message>
    <message>
      <source>SAR elevation: merged</source>
      <translation>SAR 標高: 統合</translation>
    </message>
    <message>
      <source>Merges the elevations of several pairs, for example with other headings or from the opposite side, which fill each other's layover and shadow. The weight of a height is the inverse square of its error. If heights differ by more than their errors allow, the majority decides. If only two heights disagree, the one with the smaller error is kept, and its error is increased to the disagreement.</source>
      <translation>複数のペア(飛行方向の異なるペアや反対側から観測したペアなど)の標高を統合し、レイオーバーとシャドウを互いに補います。各高さには誤差の 2 乗の逆数の重みが付きます。高さの差が誤差で説明できない場合は多数に従います。2 つだけが一致しない場合は誤差の小さい方を残し、その誤差を不一致の大きさまで広げます。</translation>
    </message>
    <message>
      <source>The log and the report state the offsets between the elevations. They are removed only if you choose so.</source>
      <translation>標高の間のオフセットはログとレポートに示され、指定した場合にだけ取り除かれます。</translation>
    </message>
    <message>
      <source>Elevations</source>
      <translation>標高ラスタ</translation>
    </message>
    <message>
      <source>Errors</source>
      <translation>誤差ラスタ</translation>
    </message>
    <message>
      <source>Masks</source>
      <translation>マスク</translation>
    </message>
    <message>
      <source>Bring all to their common level first</source>
      <translation>先に共通の高さにそろえる</translation>
    </message>
    <message>
      <source>Correlation between pairs</source>
      <translation>ペア間の相関</translation>
    </message>
    <message>
      <source>Confidence of the test of agreement</source>
      <translation>一致の検定の信頼水準</translation>
    </message>
    <message>
      <source>Contributing elevations</source>
      <translation>寄与した標高の数</translation>
    </message>
    <message>
      <source>The same of the fullest single elevation (0..1)</source>
      <translation>同、最も多く測定された単独の標高 (0..1)</translation>
    </message>
    <message>
      <source>Share of merged cells whose heights disagree (0..1)</source>
      <translation>統合したセルのうち高さが一致しない割合 (0..1)</translation>
    </message>
    <message>
      <source>Median expected error, 1 sigma [m]</source>
      <translation>誤差の期待値の中央値、1σ [m]</translation>
    </message>
    <message>
      <source>Largest offset from the common level [m]</source>
      <translation>共通の高さからの最大オフセット [m]</translation>
    </message>
    <message>
      <source>Two or more elevation rasters with the same vertical datum.</source>
      <translation>鉛直基準が同じ 2 つ以上の標高ラスタ。</translation>
    </message>
    <message>
      <source>The error rasters that belong to them, in the order of the elevations.</source>
      <translation>それらに対応する誤差ラスタ、標高と同じ順。</translation>
    </message>
    <message>
      <source>The rasters of reasons that belong to them, in the order of the elevations (optional). Cells that were not measured, such as filled ones, are then ignored.</source>
      <translation>それらに対応する欠測の理由のラスタ、標高と同じ順(任意)。補間されたセルなど、測定されていないセルは無視します。</translation>
    </message>
    <message>
      <source>Remove the median offsets between the elevations, which errors of the flight tracks cause.</source>
      <translation>航跡の誤差によって生じる、標高の間のオフセットの中央値を取り除きます。</translation>
    </message>
    <message>
      <source>Correlation of the matching errors of two elevations at the same place. Pairs with different headings have about 0.4, because both smooth the same ground; pairs that share an image have more. Errors of the navigation (band 3 of the errors, if present) are independent between pairs.</source>
      <translation>同じ場所での 2 つの標高のマッチング誤差の相関。飛行方向の異なるペアでは、同じ地表を平滑化するため約 0.4 です。画像を共有するペアではより大きくなります。航法誤差(誤差ラスタのバンド 3、ある場合)はペアの間で独立です。</translation>
    </message>
    <message>
      <source>Share of cells with correct errors that pass the test. Values closer to 1 average larger differences.</source>
      <translation>誤差が正しい場合に検定に合格するセルの割合。1 に近いほど大きな差も平均されます。</translation>
    </message>
    <message>
      <source>Code such as EPSG:32633, or WKT. Default: the CRS of the first elevation.</source>
      <translation>EPSG:32633 などのコード、または WKT。既定: 最初の標高の座標参照系。</translation>
    </message>
    <message>
      <source>Cell size of the merged elevation. Default: the cell size of the first elevation.</source>
      <translation>統合した標高のセルの大きさ。既定: 最初の標高のセルの大きさ。</translation>
    </message>
    <message>
      <source>Number of elevations in each cell (band 1), and which ones, one bit each (band 2).</source>
      <translation>各セルに寄与した標高の数(バンド 1)と、どの標高か(バンド 2、1 つにつき 1 ビット)。</translation>
    </message>
    <message>
      <source>Evaluate elevation</source>
      <translation>標高の評価</translation>
    </message>
    <message>
      <source>Compares an elevation with a reference surface model or check points, and explains the numbers.</source>
      <translation>標高を参照 DSM または検証点と比較し、数値の意味を説明します。</translation>
    </message>
    <message>
      <source>SAR evaluation: {}</source>
      <translation>SAR 評価: {}</translation>
    </message>
    <message>
      <source>Subtracts a reference surface model, or the heights of check points, from an elevation raster and computes statistics of the differences: bias, NMAD (robust spread), RMSE, LE90, completeness, and the share of points below error thresholds; also by slope, by predicted error, and by reason in the mask. The report explains the numbers.</source>
      <translation>標高ラスタから参照 DSM または検証点の高さを引き、差をまとめます: バイアス、NMAD(頑健なばらつき)、RMSE、LE90、完全性、誤差のしきい値以下の点の割合。傾斜、予測誤差、マスクの区分ごとにも示します。レポートは数値の意味を言葉で説明します。</translation>
    </message>
    <message>
      <source>Heights with different vertical datums are not compared. If a file does not state its vertical datum, set it in the advanced parameters.</source>
      <translation>基準面の異なる高さは比較されません。ファイルに基準が書かれていない場合は、詳細パラメータで指定してください。</translation>
    </message>
    <message>
      <source>Reference surface model</source>
      <translation>参照 DSM(数値表層モデル)</translation>
    </message>
    <message>
      <source>Check points</source>
      <translation>検証点</translation>
    </message>
    <message>
      <source>CRS of a table of check points</source>
      <translation>検証点の表の座標参照系</translation>
    </message>
    <message>
      <source>Field of the check points' heights</source>
      <translation>検証点の高さの属性</translation>
    </message>
    <message>
      <source>Mask</source>
      <translation>マスク</translation>
    </message>
    <message>
      <source>Remove a shift against the reference first</source>
      <translation>先に参照に対するずれを取り除く</translation>
    </message>
    <message>
      <source>Vertical datum of the reference</source>
      <translation>参照の鉛直基準</translation>
    </message>
    <message>
      <source>Difference</source>
      <translation>差分</translation>
    </message>
    <message>
      <source>Checked points</source>
      <translation>検証済みの点</translation>
    </message>
    <message>
      <source>Statistics</source>
      <translation>統計値</translation>
    </message>
    <message>
      <source>Median difference [m]</source>
      <translation>差の中央値 [m]</translation>
    </message>
    <message>
      <source>Normalised median absolute deviation [m]</source>
      <translation>正規化中央絶対偏差 (NMAD) [m]</translation>
    </message>
    <message>
      <source>Root mean square difference [m]</source>
      <translation>二乗平均平方根誤差 (RMSE) [m]</translation>
    </message>
    <message>
      <source>90 % of the absolute differences are below [m]</source>
      <translation>差の絶対値の 90 % がこの値以下 (LE90) [m]</translation>
    </message>
    <message>
      <source>Share of the reference's cells with a height (0..1)</source>
      <translation>参照のセルのうち標高が得られた割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of differences below 1 m (0..1)</source>
      <translation>差が 1 m 未満の割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of differences below 2 m (0..1)</source>
      <translation>差が 2 m 未満の割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of differences below 5 m (0..1)</source>
      <translation>差が 5 m 未満の割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of differences below 10 m (0..1)</source>
      <translation>差が 10 m 未満の割合 (0..1)</translation>
    </message>
    <message>
      <source>Removed shift of the elevation, east [m]</source>
      <translation>取り除いた標高のずれ、東 [m]</translation>
    </message>
    <message>
      <source>Removed shift of the elevation, north [m]</source>
      <translation>取り除いた標高のずれ、北 [m]</translation>
    </message>
    <message>
      <source>Removed shift of the elevation, up [m]</source>
      <translation>取り除いた標高のずれ、上 [m]</translation>
    </message>
    <message>
      <source>Verdict</source>
      <translation>判定</translation>
    </message>
    <message>
      <source>The elevation raster to evaluate, in metres.</source>
      <translation>評価する標高ラスタ(メートル)。</translation>
    </message>
    <message>
      <source>A more accurate elevation model of the same ground, surfaces included; it is resampled to the grid of the elevation. Give this, check points, or both.</source>
      <translation>同じ地表の、表層を含むより正確な標高モデル。標高の格子に再標本化されます。これか検証点、または両方を指定します。</translation>
    </message>
    <message>
      <source>Points of known height (optional): a layer of points with a height field or a third coordinate, or a CSV file with the columns lon, lat, height or x, y, height.</source>
      <translation>高さの分かっている場所(任意): 高さの属性または 3 つ目の座標を持つ点レイヤ、または lon, lat, height か x, y, height の列を持つ CSV ファイル。</translation>
    </message>
    <message>
      <source>Coordinate system of the columns x and y of a CSV file; layers have their own.</source>
      <translation>CSV ファイルの x と y の列の座標参照系。レイヤは自身のものを持ちます。</translation>
    </message>
    <message>
      <source>Needed only if the field is not called height, elevation, z or similar.</source>
      <translation>名前が height、elevation、z などでない場合にだけ必要です。</translation>
    </message>
    <message>
      <source>The error raster that belongs to the elevation (optional). The report then says whether the expected errors are realistic.</source>
      <translation>標高に対応する誤差ラスタ(任意)。誤差の期待値が妥当かどうかもレポートに示します。</translation>
    </message>
    <message>
      <source>The raster of reasons that belongs to the elevation (optional). The report then says why cells have no height.</source>
      <translation>標高に対応する欠測の理由のラスタ(任意)。セルに高さがない理由もレポートに示します。</translation>
    </message>
    <message>
      <source>The certainty raster that belongs to the elevation (optional). The report then says whether the expected errors hold at high and low certainty.</source>
      <translation>標高に対応する確信度ラスタ(任意)。確信度が高い場合と低い場合に誤差の期待値が妥当かどうかもレポートに示します。</translation>
    </message>
    <message>
      <source>Estimate the shift between elevation and reference (Nuth and Kaab 2011), report it with its uncertainty, and compare without it. Leave it off to evaluate positions too.</source>
      <translation>標高と参照の間のずれを推定し (Nuth and Kääb 2011)、その不確かさとともに示し、ずれを除いて比較します。位置も評価する場合はオフにします。</translation>
    </message>
    <message>
      <source>auto: what the file states. Else ellipsoid, the code of a vertical datum such as EPSG:5773 (EGM96), or the path of a raster with the geoid's height above the ellipsoid.</source>
      <translation>auto: ファイルに書かれているもの。または ellipsoid、鉛直基準のコード(EPSG:5773 (EGM96) など)、楕円体からのジオイド高のラスタのパス。</translation>
    </message>
    <message>
      <source>auto: what the file states. Else ellipsoid, the code of a vertical datum such as EPSG:5773 (EGM96), or the path of a raster with the geoid's height above the ellipsoid; or same, as the elevation. Applies to check points too.</source>
      <translation>auto: ファイルに書かれているもの。または ellipsoid、鉛直基準のコード(EPSG:5773 (EGM96) など)、楕円体からのジオイド高のラスタのパス、標高と同じ場合は same。検証点にも適用されます。</translation>
    </message>
    <message>
      <source>Elevation minus reference surface model, in metres. Skip it if there are only check points.</source>
      <translation>標高から参照 DSM を引いた値(メートル)。検証点だけの場合は省いてください。</translation>
    </message>
    <message>
      <source>The check points with both heights and their difference, in metres.</source>
      <translation>両方の高さとその差(メートル)を持つ検証点。</translation>
    </message>
    <message>
      <source>The statistics for other programs (JSON).</source>
      <translation>他のプログラムのための統計値 (JSON)。</translation>
    </message>
    <message>
      <source>Compare matchers</source>
      <translation>マッチング手法の比較</translation>
    </message>
    <message>
      <source>Runs every matcher on a pair whose surface is known, and compares the results.</source>
      <translation>地表が既知のペアですべてのマッチング手法を実行し、結果を並べて示します。</translation>
    </message>
    <message>
      <source>Computes an elevation with each matcher from the same pair, the same patches and the same heights, and evaluates all of them against a reference surface model: elevation and error maps, the share of matches within 1, 3, 5 and 10 pixels, the share of points with an error below 1, 2, 5 and 10 m, coverage, and time. Give fine-tuned weights to compare them with the bundled ones.</source>
      <translation>同じペア、同じパッチ、同じ標高範囲から手法ごとに標高を作成し、すべてを参照 DSM で評価します: 標高と誤差の地図を並べ、1、3、5、10 画素以内の対応点の割合、誤差 1、2、5、10 m 未満の点の割合、被覆率、時間を示します。ファインチューニングした重みを指定すると、付属の重みと並べて比較できます。</translation>
    </message>
    <message>
      <source>The output folder contains a report, the numbers for other programs (comparison.json), and the rasters of each matcher. If you cancel a run, start it again to resume it. Finished matchers are not run again, so you can add further weights later.</source>
      <translation>フォルダには 1 つのレポート、他のプログラムのための数値 (comparison.json)、手法ごとのラスタが入ります。キャンセルした実行は中断した所から再開します。終わった手法は再実行されないため、後から重みを追加できます。</translation>
    </message>
    <message>
      <source>Matchers</source>
      <translation>マッチング手法</translation>
    </message>
    <message>
      <source>Weights of learned matchers</source>
      <translation>学習型手法の重み</translation>
    </message>
    <message>
      <source>Comparison</source>
      <translation>比較結果</translation>
    </message>
    <message>
      <source>Numbers (JSON)</source>
      <translation>数値 (JSON)</translation>
    </message>
    <message>
      <source>Number of matchers compared</source>
      <translation>比較した手法の数</translation>
    </message>
    <message>
      <source>Heights of the ground with its trees and buildings at the time of the images, best from lidar. Any CRS; heights in metres above the WGS-84 ellipsoid, or above the datum that its CRS names.</source>
      <translation>撮像時点の樹木や建物を含む地表の高さ。LiDAR によるものが最適です。座標参照系は問いません。高さは WGS 84 楕円体高、または座標参照系が示す鉛直基準からのメートル。</translation>
    </message>
    <message>
      <source>Matchers to compare. Default: all whose weights are available.</source>
      <translation>比較する手法。既定: 重みのあるすべての手法。</translation>
    </message>
    <message>
      <source>Weights files, such as Fine-tune matcher writes (optional). Each is compared as a matcher of its own, beside the bundled weights.</source>
      <translation>「マッチング手法のファインチューニング」などが書き出した重みのファイル(任意)。それぞれを独立した手法として、付属の重みと並べて比較します。</translation>
    </message>
    <message>
      <source>Folder for report, numbers and rasters; new, empty, or that of an earlier run on the same pair.</source>
      <translation>レポート、数値、ラスタのフォルダ。新規、空、または同じペアの以前の実行のもの。</translation>
    </message>
    <message>
      <source>Simulate stereo pair</source>
      <translation>ステレオペアのシミュレーション</translation>
    </message>
    <message>
      <source>Simulates two SAR images of a terrain, with the true surface.</source>
      <translation>試用のために、地形の SAR 画像 2 枚と真の地表面を作成します。</translation>
    </message>
    <message>
      <source>SAR pair: {}</source>
      <translation>SAR ペア: {}</translation>
    </message>
    <message>
      <source>Simulates a pair of slant-range images from an elevation model or a simulated terrain, with layover, shadow, speckle, and texture that partly differs between the two views. It also writes the true surface. Use it to plan a flight, to try parameters, and to test matchers.</source>
      <translation>標高モデルまたは架空の地形から、レイオーバー、シャドウ、スペックル、および 2 つの視点で部分的に異なるテクスチャを持つスラントレンジ画像のペアを生成し、真の地表面を書き出します。飛行計画、パラメータの試行、マッチング手法の試験に役立ちます。</translation>
    </message>
    <message>
      <source>For a SICD product instead of an imported image, use a file name that ends in .nitf.</source>
      <translation>.nitf で終わるファイル名を指定すると、インポート済み画像の代わりに SICD プロダクトを出力します。</translation>
    </message>
    <message>
      <source>Elevation model</source>
      <translation>標高モデル</translation>
    </message>
    <message>
      <source>Invented terrain</source>
      <translation>架空の地形</translation>
    </message>
    <message>
      <source>Size of the scene [m]</source>
      <translation>シーンの大きさ [m]</translation>
    </message>
    <message>
      <source>Longitude of the centre [degrees]</source>
      <translation>中心の経度 [度]</translation>
    </message>
    <message>
      <source>Latitude of the centre [degrees]</source>
      <translation>中心の緯度 [度]</translation>
    </message>
    <message>
      <source>Flying altitude [m]</source>
      <translation>飛行高度 [m]</translation>
    </message>
    <message>
      <source>Look angle of the reference [degrees]</source>
      <translation>参照画像のルック角 [度]</translation>
    </message>
    <message>
      <source>Look angle of the secondary [degrees]</source>
      <translation>副画像のルック角 [度]</translation>
    </message>
    <message>
      <source>Heading [degrees]</source>
      <translation>飛行方位 [度]</translation>
    </message>
    <message>
      <source>Crossing angle [degrees]</source>
      <translation>航跡の交差角 [度]</translation>
    </message>
    <message>
      <source>Look from opposite sides</source>
      <translation>反対側から観測</translation>
    </message>
    <message>
      <source>Decorrelation</source>
      <translation>非相関の割合</translation>
    </message>
    <message>
      <source>Noise [dB]</source>
      <translation>雑音 [dB]</translation>
    </message>
    <message>
      <source>Pixel type of products</source>
      <translation>プロダクトの画素型</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>乱数シード</translation>
    </message>
    <message>
      <source>True surface</source>
      <translation>真の地表面</translation>
    </message>
    <message>
      <source>Terrain to image, heights in metres above the ellipsoid (optional). Default: a simulated terrain.</source>
      <translation>撮像する地形、楕円体からの高さ(メートル)(任意)。既定: シミュレーションによる地形。</translation>
    </message>
    <message>
      <source>Kind of terrain if no elevation model is given.</source>
      <translation>標高モデルがない場合の地形の種類。</translation>
    </message>
    <message>
      <source>Side of the square of ground that is imaged.</source>
      <translation>撮像する正方形の地表の一辺。</translation>
    </message>
    <message>
      <source>Centre of the scene (optional). Default: the centre of the elevation model.</source>
      <translation>シーンの中心(任意)。既定: 標高モデルの中心。</translation>
    </message>
    <message>
      <source>Height of both tracks above the mean height of the ground.</source>
      <translation>両航跡の、地表の平均の高さからの高度。</translation>
    </message>
    <message>
      <source>Angle from the vertical at the antenna to the centre of the scene.</source>
      <translation>アンテナの鉛直方向からシーン中心までの角度。</translation>
    </message>
    <message>
      <source>Flight direction of the reference track, clockwise from north.</source>
      <translation>参照画像の航跡の飛行方向、北から時計回り。</translation>
    </message>
    <message>
      <source>Rotation of the secondary track against the reference track, clockwise.</source>
      <translation>参照画像の航跡に対する副画像の航跡の回転、時計回り。</translation>
    </message>
    <message>
      <source>Side of its track that the reference image looks to.</source>
      <translation>参照画像が航跡のどちら側を見るか。</translation>
    </message>
    <message>
      <source>The secondary image looks to the other side of its track, as from the other side of a valley.</source>
      <translation>副画像は、谷の向こう側から見るように、航跡の反対側を見ます。</translation>
    </message>
    <message>
      <source>Distance between range samples.</source>
      <translation>レンジサンプルの間隔。</translation>
    </message>
    <message>
      <source>Distance between image lines.</source>
      <translation>画像ラインの間隔。</translation>
    </message>
    <message>
      <source>Share of the variance of the texture that differs between the two views.</source>
      <translation>2 つの視点の間で異なるテクスチャの分散の割合。</translation>
    </message>
    <message>
      <source>Thermal noise as beta nought; the ground is at about -10 dB.</source>
      <translation>ベータノートで表した熱雑音。地表は -10 dB 程度です。</translation>
    </message>
    <message>
      <source>How a SICD product (.nitf) stores its pixels.</source>
      <translation>SICD プロダクト (.nitf) の画素の格納方法。</translation>
    </message>
    <message>
      <source>Start value of the random numbers. The same seed gives the same result, another seed a different one.</source>
      <translation>乱数の初期値。同じ値では同じ結果、別の値では別の結果になります。</translation>
    </message>
    <message>
      <source>Slant-range image (.tif) or SICD product (.nitf).</source>
      <translation>スラントレンジ画像 (.tif) または SICD プロダクト (.nitf)。</translation>
    </message>
    <message>
      <source>Heights in metres above the WGS-84 ellipsoid.</source>
      <translation>WGS 84 楕円体高(メートル)。</translation>
    </message>
    <message>
      <source>Create training set</source>
      <translation>学習データセットの作成</translation>
    </message>
    <message>
      <source>Makes patch pairs with their true matches from a pair and a surface model.</source>
      <translation>ペアと数値表層モデルから、真の対応点を持つパッチのペアを作成します。</translation>
    </message>
    <message>
      <source>Divides two images of ground whose surface is known into patch pairs. Each contains the true match of every pixel, and whether the pixel is in layover, in shadow, or hidden from the other view. Such pairs are used to train a matcher.</source>
      <translation>地表が既知の 2 枚の画像をパッチのペアに分割し、各画素の真の対応点と、レイオーバー、シャドウ、またはもう一方の視点から隠れているかどうかを書き出します。マッチング手法はこのようなペアから学習します。</translation>
    </message>
    <message>
      <source>Training and validation areas are separate on the ground. If you cancel a run, start it again with the same parameters to resume it from its finished patches. The folder also contains pictures of some samples. Check them: they show whether the surface model or a track is wrong.</source>
      <translation>学習用と検証用の領域は地上で分けられます。キャンセルした実行は、同じパラメータで再開すると終わったパッチの続きから進みます。フォルダには一部のサンプルの図もあります。DSM や航跡が誤っていないか、図で確認してください。</translation>
    </message>
    <message>
      <source>Share to validate on</source>
      <translation>検証に用いる割合</translation>
    </message>
    <message>
      <source>Training set</source>
      <translation>学習データセット</translation>
    </message>
    <message>
      <source>Samples to train on</source>
      <translation>学習用サンプル数</translation>
    </message>
    <message>
      <source>Samples to validate on</source>
      <translation>検証用サンプル数</translation>
    </message>
    <message>
      <source>Share of pixels with a match that both views see (0..1)</source>
      <translation>対応点があり両方の視点から見える画素の割合 (0..1)</translation>
    </message>
    <message>
      <source>Intersection angle [degrees]</source>
      <translation>交会角 [度]</translation>
    </message>
    <message>
      <source>Side of the square windows of the reference image that become samples.</source>
      <translation>サンプルになる、参照画像の正方形の窓の一辺。</translation>
    </message>
    <message>
      <source>Share of the samples that training never uses and that tell how good it is.</source>
      <translation>学習には用いず、学習の良さを評価するサンプルの割合。</translation>
    </message>
    <message>
      <source>Folder for the samples, their manifest and previews; new, empty, or that of an unfinished run.</source>
      <translation>サンプル、目録、プレビューのフォルダ。新規、空、または未完了の実行のもの。</translation>
    </message>
    <message>
      <source>Fine-tune matcher</source>
      <translation>マッチング手法のファインチューニング</translation>
    </message>
    <message>
      <source>Trains a matcher on your own data and writes new weights.</source>
      <translation>独自のデータでマッチング手法を追加学習し、新しい重みを書き出します。</translation>
    </message>
    <message>
      <source>Continues the training of a matcher on a training set made from your own images, and writes new weights for Match patches and Elevation from a stereo pair. The scores before and after refer to samples that were not used in training. If they did not improve, keep the previous weights.</source>
      <translation>独自の画像から作った学習データセットでマッチング手法を追加学習し、「パッチのマッチング」と「ステレオペアから標高を作成」で使える新しい重みを書き出します。前後のスコアは学習に現れないサンプルによるものです。良くならなかった場合は元の重みを使ってください。</translation>
    </message>
    <message>
      <source>The report shows the course of the training and the calibration of certainty and error. Without a graphics card 400 steps take about ten minutes. If you cancel a run, start it again with the same parameters to resume it from its last checkpoint.</source>
      <translation>レポートには学習の経過と、確信度と誤差の校正が示されます。グラフィックカードがない場合、400 ステップに約 10 分かかります。キャンセルした実行は、同じパラメータで再開すると最後のチェックポイントから進みます。</translation>
    </message>
    <message>
      <source>Weights to begin with</source>
      <translation>初期値とする重み</translation>
    </message>
    <message>
      <source>Steps</source>
      <translation>学習ステップ数</translation>
    </message>
    <message>
      <source>Learning rate</source>
      <translation>学習率</translation>
    </message>
    <message>
      <source>Train the decoder only</source>
      <translation>デコーダだけを学習</translation>
    </message>
    <message>
      <source>Trained weights</source>
      <translation>学習済みの重み</translation>
    </message>
    <message>
      <source>Share of matches within 1 px before (0..1)</source>
      <translation>学習前に 1 px 以内の対応点の割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of matches within 1 px after (0..1)</source>
      <translation>学習後に 1 px 以内の対応点の割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of matches within 3 px before (0..1)</source>
      <translation>学習前に 3 px 以内の対応点の割合 (0..1)</translation>
    </message>
    <message>
      <source>Share of matches within 3 px after (0..1)</source>
      <translation>学習後に 3 px 以内の対応点の割合 (0..1)</translation>
    </message>
    <message>
      <source>Median error before [px]</source>
      <translation>学習前の誤差の中央値 [px]</translation>
    </message>
    <message>
      <source>Median error after [px]</source>
      <translation>学習後の誤差の中央値 [px]</translation>
    </message>
    <message>
      <source>The folder written by Create training set.</source>
      <translation>「学習データセットの作成」が作ったフォルダ。</translation>
    </message>
    <message>
      <source>The matcher to train. poc cannot be trained.</source>
      <translation>学習する手法。poc は学習できません。</translation>
    </message>
    <message>
      <source>File with the weights to start from. Default: the bundled weights. roma needs a file.</source>
      <translation>初期値とする重みのファイル。既定: 付属の重み。roma にはファイルが必要です。</translation>
    </message>
    <message>
      <source>Number of training steps. More steps help if there are many samples; with few samples the matcher overfits.</source>
      <translation>学習のステップ数。サンプルが多い場合はステップを増やすと効果があります。少ない場合は過学習になります。</translation>
    </message>
    <message>
      <source>Highest learning rate. Default: 0.0003 for compact, 5e-05 for roma. Use a lower one if the loss grows or diverges.</source>
      <translation>学習率の最大値。既定: compact は 0.0003、roma は 5e-05。損失が増えるか発散する場合は小さくします。</translation>
    </message>
    <message>
      <source>Keep the encoder of roma: needs less memory and time, and overfits less with few samples. Only for roma.</source>
      <translation>roma のエンコーダを固定します: メモリと時間が減り、サンプルが少ないときの過学習を抑えます。roma 専用です。</translation>
    </message>
    <message>
      <source>Weights file (.safetensors) with the new weights, their training data and their scores.</source>
      <translation>新しい重みのファイル (.safetensors)。学習に用いたデータとスコアを含みます。</translation>
    </message>
    <message>
      <source>Download weights of RoMa</source>
      <translation>RoMa の重みのダウンロード</translation>
    </message>
    <message>
      <source>Downloads the weights of the optional matcher roma from its authors.</source>
      <translation>任意の手法 roma の重みを作者の配布元から取得します。</translation>
    </message>
    <message>
      <source>Downloads the two checkpoints that the matcher roma needs (together 1.7 GB) from their authors, and combines them into one weights file for Match patches and Elevation from a stereo pair. Nothing is downloaded unless you run this algorithm. If a download is interrupted, run it again to resume it.</source>
      <translation>手法 roma に必要な 2 つのチェックポイント(合計 1.7 GB)を、作者の配布元から取得します。取得するのはこれを実行したときだけです。そして「パッチのマッチング」と「ステレオペアから標高を作成」のための 1 つの重みファイルにします。中断したダウンロードは、再度実行すると続きから進みます。</translation>
    </message>
    <message>
      <source>The weights are not part of this plugin. RoMa's are under the &lt;a href="https://github.com/Parskatt/RoMa/blob/main/LICENSE"&gt;MIT licence&lt;/a&gt;, DINOv2's under the &lt;a href="https://github.com/facebookresearch/dinov2/blob/main/LICENSE"&gt;Apache License 2.0&lt;/a&gt;.</source>
      <translation>重みはこのプラグインの一部ではありません。RoMa の重みは &lt;a href="https://github.com/Parskatt/RoMa/blob/main/LICENSE"&gt;MIT ライセンス&lt;/a&gt;、DINOv2 の重みは &lt;a href="https://github.com/facebookresearch/dinov2/blob/main/LICENSE"&gt;Apache License 2.0&lt;/a&gt; です。</translation>
    </message>
    <message>
      <source>RoMa was trained on photographs. Its accuracy on SAR images with these weights was not measured. The bundled matcher compact was made for SAR images and takes a hundredth of the time.</source>
      <translation>RoMa は写真で学習されています。この重みで SAR 画像をどの程度マッチングできるかは、ここでは測定されていません。付属の手法 compact は SAR 画像のために作られ、所要時間は 100 分の 1 です。</translation>
    </message>
    <message>
      <source>I accept the licences of RoMa and DINOv2</source>
      <translation>RoMa と DINOv2 のライセンスに同意する</translation>
    </message>
    <message>
      <source>Checkpoint of RoMa</source>
      <translation>RoMa のチェックポイント</translation>
    </message>
    <message>
      <source>Checkpoint of DINOv2 ViT-L/14</source>
      <translation>DINOv2 ViT-L/14 のチェックポイント</translation>
    </message>
    <message>
      <source>SHA-256 of RoMa's checkpoint</source>
      <translation>RoMa のチェックポイントの SHA-256</translation>
    </message>
    <message>
      <source>SHA-256 of DINOv2's checkpoint</source>
      <translation>DINOv2 のチェックポイントの SHA-256</translation>
    </message>
    <message>
      <source>Weights</source>
      <translation>重み</translation>
    </message>
    <message>
      <source>Digest of the weights</source>
      <translation>重みのダイジェスト</translation>
    </message>
    <message>
      <source>Nothing is downloaded without it. RoMa: MIT licence (https://github.com/Parskatt/RoMa/blob/main/LICENSE); DINOv2: Apache License 2.0 (https://github.com/facebookresearch/dinov2/blob/main/LICENSE).</source>
      <translation>同意しない限り何もダウンロードしません。RoMa: MIT ライセンス (https://github.com/Parskatt/RoMa/blob/main/LICENSE); DINOv2: Apache License 2.0 (https://github.com/facebookresearch/dinov2/blob/main/LICENSE)。</translation>
    </message>
    <message>
      <source>Address (https), or the full path of a file that exists already.</source>
      <translation>アドレス (https)、またはすでにあるファイルのフルパス。</translation>
    </message>
    <message>
      <source>Checksum of the file (optional); a file with another one is refused. The log shows the one received.</source>
      <translation>ファイルのチェックサム(任意)。異なるファイルは拒否されます。受信したものの値はログに示します。</translation>
    </message>
    <message>
      <source>Weights file (.safetensors) of 1.7 GB. Until it is complete, the downloaded parts are kept in a hidden folder beside it.</source>
      <translation>1.7 GB の重みのファイル (.safetensors)。完成するまで、ダウンロードした部分は隣の隠しフォルダに保存されます。</translation>
    </message>
    <message>
      <source>Set up engine</source>
      <translation>エンジンのセットアップ</translation>
    </message>
    <message>
      <source>Installs, tests or removes the packages for the computation in your profile.</source>
      <translation>アルゴリズムの計算に必要なパッケージをユーザプロファイルにインストール、テスト、または削除します。</translation>
    </message>
    <message>
      <source>Downloads PyTorch and the other Python packages for the computation (about 0.3 GB) and unpacks them (1.2 GB) into a folder of your QGIS profile. Nothing is installed into the Python of QGIS. To remove everything, remove that folder. The set-up uses the proxy and certificates of QGIS.</source>
      <translation>アルゴリズムの計算に必要な PyTorch などの Python パッケージ(約 0.3 GB)を取得し、QGIS プロファイルのフォルダに展開します(1.2 GB)。QGIS の Python には何もインストールされず、このフォルダを削除すればすべて取り除かれます。プロキシと証明書は QGIS の設定に従います。</translation>
    </message>
    <message>
      <source>If a set-up is cancelled or interrupted, run it again to resume it. At the end it matches a tiny simulated pair to verify the installation.</source>
      <translation>キャンセルまたは中断したセットアップは、再度実行すると続きから再開します。最後に小さなシミュレーションのペアをマッチングし、すべてが動作することを確認します。</translation>
    </message>
    <message>
      <source>What to do</source>
      <translation>実行する内容</translation>
    </message>
    <message>
      <source>Build of PyTorch</source>
      <translation>PyTorch のビルド</translation>
    </message>
    <message>
      <source>Package index</source>
      <translation>パッケージインデックス</translation>
    </message>
    <message>
      <source>Folder with wheels</source>
      <translation>wheel ファイルのフォルダ</translation>
    </message>
    <message>
      <source>Install anew</source>
      <translation>再インストール</translation>
    </message>
    <message>
      <source>Engine folder</source>
      <translation>エンジンのフォルダ</translation>
    </message>
    <message>
      <source>Size of the engine folder [MB]</source>
      <translation>エンジンフォルダのサイズ [MB]</translation>
    </message>
    <message>
      <source>Error of the test's elevation [m]</source>
      <translation>テストで得た標高の誤差 [m]</translation>
    </message>
    <message>
      <source>Versions</source>
      <translation>バージョン</translation>
    </message>
    <message>
      <source>install: download and unpack what is missing, then test. test: only test what is installed. remove: delete the engine folder and the downloaded files.</source>
      <translation>install: 足りないものをダウンロードして展開し、テストします。test: インストール済みのものをテストするだけです。remove: エンジンのフォルダとダウンロードしたファイルを削除します。</translation>
    </message>
    <message>
      <source>cpu: for every computer. cuda: for NVIDIA graphics cards, about 3 GB to download and 7 GB on disk.</source>
      <translation>cpu: すべてのコンピュータ用。cuda: NVIDIA グラフィックカード用で、ダウンロードに約 3 GB、ディスクに 7 GB が必要です。</translation>
    </message>
    <message>
      <source>Address of a mirror of the Python package index. Default: the index that pip is configured for.</source>
      <translation>Python パッケージインデックスのミラーのアドレス。既定: pip に設定されているもの。</translation>
    </message>
    <message>
      <source>Folder with the wheels of all packages, for a computer without network. Nothing is downloaded then.</source>
      <translation>ネットワークのないコンピュータのための、すべてのパッケージの wheel を入れたフォルダ。この場合は何もダウンロードしません。</translation>
    </message>
    <message>
      <source>Install the packages even if they are complete.</source>
      <translation>パッケージがそろっている場合にもインストールします。</translation>
    </message>
    <message>
      <source>Collect diagnostics</source>
      <translation>診断情報の収集</translation>
    </message>
    <message>
      <source>Collects versions, paths, devices and the last log for a bug report.</source>
      <translation>問題の報告に必要なバージョン、パス、デバイス、直近のログを集めます。</translation>
    </message>
    <message>
      <source>Collects the information for a bug report as Markdown: versions of the plugin, QGIS, Python and libraries, paths, graphics cards, free memory and disk space, settings, and the last messages of the last run and of the last set-up. The name of your home folder and passwords in addresses are removed. Check the rest before you publish it.</source>
      <translation>問題の報告に必要なものを Markdown で集めます: プラグイン、QGIS、Python、ライブラリのバージョン、パス、グラフィックカード、メモリとディスクの空き、設定、直近の実行とセットアップの最後のログ。ホームフォルダの名前とアドレス中のパスワードは取り除かれます。渡す前に残りを確認してください。</translation>
    </message>
    <message>
      <source>In the desktop, Raster &gt; SAR Radargrammetry &gt; Copy diagnostics copies the same text to the clipboard.</source>
      <translation>デスクトップでは「ラスタ &gt; SAR Radargrammetry &gt; 診断情報をコピー」で同じ文章をクリップボードにコピーできます。</translation>
    </message>
    <message>
      <source>Diagnostics</source>
      <translation>診断情報</translation>
    </message>
    <message>
      <source>Diagnostics as Markdown</source>
      <translation>診断情報(Markdown)</translation>
    </message>
    <message>
      <source>File for the text (optional); the log shows it in any case.</source>
      <translation>文章を書き出すファイル(任意)。いずれの場合もログに表示されます。</translation>
    </message>
    <message>
      <source>Pair to elevation</source>
      <translation>ペアから標高へ</translation>
    </message>
    <message>
      <source>Two SAR images to elevation, error and reasons of voids, step by step: the pair is checked, cut into patches, matched, and the matches are triangulated. Where the flight tracks are known badly, put Refine geometry before Triangulate.</source>
      <translation>2 枚の SAR 画像から標高、誤差、欠測の理由を段階的に求めます: ペアの確認、パッチへの分割、マッチング、三角測量。航跡の精度が低い場合は「三角測量」の前に「ジオメトリの補正」を加えてください。</translation>
    </message>
    <message>
      <source>Pair and surface model to weights and elevation</source>
      <translation>ペアと DSM から重みと標高へ</translation>
    </message>
    <message>
      <source>A pair whose surface is known becomes a training set, the matcher is trained further on it, and its new weights make the elevation. The weights serve other pairs of the same sensor: judge them on ground that they have not seen.</source>
      <translation>地表が既知のペアから学習データセットを作り、マッチング手法を追加学習し、新しい重みで標高を求めます。重みは同じセンサの他のペアにも使えます。評価は学習に使っていない場所で行ってください。</translation>
    </message>
    <message>
      <source>Elevation and reference to report</source>
      <translation>標高と参照からレポートへ</translation>
    </message>
    <message>
      <source>Compares an elevation with a reference surface model twice: as it is, and after a shift between the two has been found and removed.</source>
      <translation>標高を参照 DSM と 2 回比較します: そのままの場合と、両者のずれを求めて取り除いた場合。</translation>
    </message>
    <message>
      <source>The image whose pixels become points of the elevation model; take the steeper one of the two.</source>
      <translation>各画素が標高モデルの点になる画像です。2 枚のうち入射角の小さい(急な)方を選びます。</translation>
    </message>
    <message>
      <source>The image of the same ground from the other flight track.</source>
      <translation>同じ地表を別の航跡から撮像した画像です。</translation>
    </message>
    <message>
      <source>A coarse elevation model that narrows the search (optional).</source>
      <translation>探索範囲を絞る粗い標高モデル(任意)。</translation>
    </message>
    <message>
      <source>Side of the square windows of the reference image.</source>
      <translation>参照画像の正方形の窓の一辺。</translation>
    </message>
    <message>
      <source>Training steps</source>
      <translation>学習ステップ数</translation>
    </message>
    <message>
      <source>Heights of the ground with its trees and buildings at the time of the images, best from lidar.</source>
      <translation>撮像時点の樹木や建物を含む地表の高さ。LiDAR によるものが最適です。座標参照系は問いません。高さは WGS 84 楕円体高、または座標参照系が示す鉛直基準からのメートル。</translation>
    </message>
    <message>
      <source>More steps learn more and take longer.</source>
      <translation>ステップを増やすと多く学習し、時間も長くかかります。</translation>
    </message>
    <message>
      <source>The elevation raster to be judged.</source>
      <translation>評価する標高ラスタ。</translation>
    </message>
    <message>
      <source>A better elevation model of the same ground, surfaces included.</source>
      <translation>同じ地表の、より良い標高モデル(表層を含む)。</translation>
    </message>
    <message>
      <source>The error raster that came with the elevation (optional).</source>
      <translation>標高とともに出力された誤差ラスタ(任意)。</translation>
    </message>
    <message>
      <source>auto: what the file states. Else ellipsoid, the code of a vertical datum such as EPSG:5773 (EGM96), the path of a raster with the geoid's height above the ellipsoid, or same, as the elevation.</source>
      <translation>auto: ファイルに書かれているもの。または ellipsoid、鉛直基準のコード(EPSG:5773 (EGM96) など)、楕円体からのジオイド高のラスタのパス、標高と同じ場合は same。</translation>
    </message>
    <message>
      <source> (hillshade)</source>
      <translation>(陰影)</translation>
    </message>
    <message>
      <source>both images</source>
      <translation>両方の画像</translation>
    </message>
    <message>
      <source>reference image</source>
      <translation>参照画像</translation>
    </message>
    <message>
      <source>secondary image</source>
      <translation>副画像</translation>
    </message>
    <message>
      <source>outside</source>
      <translation>範囲外</translation>
    </message>
    <message>
      <source>measured</source>
      <translation>測定</translation>
    </message>
    <message>
      <source>filled</source>
      <translation>補間</translation>
    </message>
    <message>
      <source>layover in the reference</source>
      <translation>参照画像のレイオーバー</translation>
    </message>
    <message>
      <source>layover in the secondary</source>
      <translation>副画像のレイオーバー</translation>
    </message>
    <message>
      <source>shadow in the reference</source>
      <translation>参照画像のシャドウ</translation>
    </message>
    <message>
      <source>shadow in the secondary</source>
      <translation>副画像のシャドウ</translation>
    </message>
    <message>
      <source>foreshortened</source>
      <translation>フォアショートニング</translation>
    </message>
    <message>
      <source>no signal</source>
      <translation>信号なし</translation>
    </message>
    <message>
      <source>no match found</source>
      <translation>対応点なし</translation>
    </message>
    <message>
      <source>directions disagree</source>
      <translation>往復のマッチングが不一致</translation>
    </message>
    <message>
      <source>too few agree around</source>
      <translation>周囲に一致する点が少ない</translation>
    </message>
    <message>
      <source>low certainty</source>
      <translation>低い確信度</translation>
    </message>
    <message>
      <source>off the epipolar curve</source>
      <translation>エピポーラ曲線から外れる</translation>
    </message>
    <message>
      <source>outlier</source>
      <translation>外れ値</translation>
    </message>
    <message>
      <source>not reached</source>
      <translation>点が到達せず</translation>
    </message>
    <message>
      <source>{first} and {second} are the same file {path}; choose two different ones.</source>
      <translation>{first} と {second} が同じファイル {path} です。別々のファイルを選んでください。</translation>
    </message>
    <message>
      <source>First steps with SAR Radargrammetry</source>
      <translation>SAR Radargrammetry の最初の一歩</translation>
    </message>
    <message>
      <source>The layer {name} is not a file; export it as GeoTIFF and choose that one.</source>
      <translation>レイヤ {name} はファイルではありません。GeoTIFF としてエクスポートし、それを選んでください。</translation>
    </message>
    <message>
      <source>processor</source>
      <translation>プロセッサ</translation>
    </message>
    <message>
      <source>graphics card (CUDA)</source>
      <translation>グラフィックカード (CUDA)</translation>
    </message>
    <message>
      <source>Python of the engine</source>
      <translation>エンジンの Python</translation>
    </message>
    <message>
      <source>Device that auto stands for</source>
      <translation>auto が表すデバイス</translation>
    </message>
    <message>
      <source>what is there</source>
      <translation>現状</translation>
    </message>
    <message>
      <source>Threads (0: all cores)</source>
      <translation>スレッド数 (0: 全コア)</translation>
    </message>
    <message>
      <source>Memory limit [GB] (0: none)</source>
      <translation>メモリの上限 [GB] (0: なし)</translation>
    </message>
    <message>
      <source>Keep intermediate files beside the outputs</source>
      <translation>中間ファイルを出力の隣に残す</translation>
    </message>
    <message>
      <source>The run was cancelled.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The engine could not be started with {program} ({reason}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The engine failed without a reason.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The engine's process {number} waits for a disk or a network drive that does not answer; it ends as soon as that does.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Opens a copy that you can change and save under your own name:</source>
      <translation>コピーを開きます。内容を確認し、変更して別の名前で保存できます:</translation>
    </message>
    <message>
      <source>No browser could be opened; the page is {path}.</source>
      <translation>ブラウザを開けませんでした。ページは {path} にあります。</translation>
    </message>
    <message>
      <source>matching {random} m, navigation {correlated} m</source>
      <translation>マッチング {random} m、航法 {correlated} m</translation>
    </message>
    <message>
      <source>no height</source>
      <translation>高さなし</translation>
    </message>
    <message>
      <source>There is no elevation of this plugin here.</source>
      <translation>ここにはこのプラグインの標高がありません。</translation>
    </message>
    <message>
      <source>no height: {reason}</source>
      <translation>高さなし: {reason}</translation>
    </message>
    <message>
      <source>Elevation from a stereo pair...</source>
      <translation>ステレオペアから標高を作成...</translation>
    </message>
    <message>
      <source>Computes elevation and error from two SAR images.</source>
      <translation>2 枚の SAR 画像から標高と誤差を求めます。</translation>
    </message>
    <message>
      <source>Height and error</source>
      <translation>高さと誤差</translation>
    </message>
    <message>
      <source>Point at an elevation to see its height and error, or the reason why there is none.</source>
      <translation>標高を指すと、その高さと誤差、または高さがない理由を表示します。</translation>
    </message>
    <message>
      <source>Make a sample pair...</source>
      <translation>サンプルペアを作成...</translation>
    </message>
    <message>
      <source>Simulates two images of a mountain, with the true surface, as a sample.</source>
      <translation>試用のために、山の画像 2 枚と真の地表面をシミュレーションします。</translation>
    </message>
    <message>
      <source>Models...</source>
      <translation>モデル...</translation>
    </message>
    <message>
      <source>Opens a copy of one of the bundled models in the model designer.</source>
      <translation>付属のモデルのコピーをモデルデザイナーで開きます。</translation>
    </message>
    <message>
      <source>First steps</source>
      <translation>最初の一歩</translation>
    </message>
    <message>
      <source>An introduction in the browser: a first elevation in ten minutes.</source>
      <translation>10 分で標高を得るまで: ブラウザで開くページです。</translation>
    </message>
    <message>
      <source>Set up engine...</source>
      <translation>エンジンのセットアップ...</translation>
    </message>
    <message>
      <source>Copy diagnostics</source>
      <translation>診断情報をコピー</translation>
    </message>
    <message>
      <source>Copies versions, paths, devices and the last log for a bug report.</source>
      <translation>問題の報告のためのバージョン、パス、デバイス、直近のログ。</translation>
    </message>
    <message>
      <source>Collecting diagnostics of SAR Radargrammetry</source>
      <translation>SAR Radargrammetry の診断情報を収集中</translation>
    </message>
    <message>
      <source>The diagnostics are on the clipboard; check them before you paste them into a report.</source>
      <translation>診断情報をクリップボードにコピーしました。報告に貼り付ける前に内容を確認してください。</translation>
    </message>
    <message>
      <source>Cancelled.</source>
      <translation>キャンセルしました。</translation>
    </message>
    <message>
      <source>the index that pip is configured for</source>
      <translation>pip に設定されているインデックス</translation>
    </message>
    <message>
      <source>only for a computer without network</source>
      <translation>ネットワークのないコンピュータの場合のみ</translation>
    </message>
    <message>
      <source>Install</source>
      <translation>インストール</translation>
    </message>
    <message>
      <source>Test</source>
      <translation>テスト</translation>
    </message>
    <message>
      <source>Remove...</source>
      <translation>削除...</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>キャンセル</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>閉じる</translation>
    </message>
    <message>
      <source>Setting up the engine of SAR Radargrammetry</source>
      <translation>SAR Radargrammetry のエンジンをセットアップ中</translation>
    </message>
    <message>
      <source>Testing the engine of SAR Radargrammetry</source>
      <translation>SAR Radargrammetry のエンジンをテスト中</translation>
    </message>
    <message>
      <source>Removing the engine of SAR Radargrammetry</source>
      <translation>SAR Radargrammetry のエンジンを削除中</translation>
    </message>
    <message>
      <source>NVIDIA graphics card (CUDA)</source>
      <translation>NVIDIA グラフィックカード (CUDA)</translation>
    </message>
    <message>
      <source>Remove the engine's packages in {}?</source>
      <translation>{} にあるエンジンのパッケージを削除しますか?</translation>
    </message>
    <message>
      <source>The set-up is running. You can close this window; it continues as a QGIS task.</source>
      <translation>作業中です。このウィンドウを閉じても、作業は QGIS のタスクとして続きます。</translation>
    </message>
    <message>
      <source>Cancelled. The downloaded files are kept; press Install to resume.</source>
      <translation>キャンセルしました。取得済みのものは残り、「インストール」で続きから再開します。</translation>
    </message>
    <message>
      <source>Done.</source>
      <translation>完了しました。</translation>
    </message>
    <message>
      <source>The engine is set up in {}.</source>
      <translation>エンジンは {} にセットアップされています。</translation>
    </message>
    <message>
      <source>The engine is not set up yet; the algorithms need it.</source>
      <translation>アルゴリズムが計算に用いるエンジンはまだセットアップされていません。</translation>
    </message>
    <message>
      <source>The style of {path} could not be written ({reason}).</source>
      <translation>{path} のスタイルを書き込めませんでした ({reason})。</translation>
    </message>
    <message>
      <source>PyTorch sees no CUDA device here; choose the device auto or cpu.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No match gives a ground point: the rays of the two images do not meet, or no match is certain enough; check the geometry of both images and run matchpatches again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Co-registration found no shift that makes the elevation and the reference fit; check that both show the same ground, or compare without it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The ground is too flat or too small to tell a horizontal shift between the elevation and the reference; compare without co-registration.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path} could not be written ({reason}); check the folder and its permissions.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path} could not be written ({reason}); check the folder and the room on its disk.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{free} are free in {folder}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The disk is full: {path} could not be written ({room}); free some space and run again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{needed} are needed and {room}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>process {number} on {computer}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The output {output} is being written by another run ({who}); wait until that has ended, or choose another name.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>another process</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>One of the elevation rasters has no place in the coordinate system; choose another one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Merging needs two elevation rasters or more.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The image has no outline on the ground; its ranges do not reach its reference height.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The Python package {name} is missing from the engine's package folder; set up the engine again (sar_radargrammetry:setupengine), or name another folder in SAR_RADARGRAMMETRY_PACKAGES.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The Python interpreter {interpreter} has no GDAL; name the one that QGIS uses in SAR_RADARGRAMMETRY_PYTHON, on Debian /usr/bin/python3.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The training set is complete already; nothing was done.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The weights are ready; choose the matcher roma and this file as its weights.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All patches were matched before.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No elevation says what its heights are counted from; neither will the merged one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>None of the elevation rasters has a height with an error; give rasters that have.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The outputs reference, secondary and truth must be three different files.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The GPU's memory is too small for a patch; make the patches smaller, or choose the device cpu.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The matcher roma needs weights, which do not come with the plugin; get them with downloadweights (1.7 GB, from RoMa's authors) and name the file that it writes as the weights.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The GPU's memory is too small for the matcher roma; choose the device cpu.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The parameter {name} is {value}; it must be {wanted}.</source>
      <translation>パラメータ {name} は {value} ですが、{wanted} でなければなりません。</translation>
    </message>
    <message>
      <source>Unknown parameter {name}; known are {known}.</source>
      <translation>不明なパラメータ {name} です。使えるのは {known} です。</translation>
    </message>
    <message>
      <source>true or false</source>
      <translation>true または false</translation>
    </message>
    <message>
      <source>a whole number</source>
      <translation>整数</translation>
    </message>
    <message>
      <source>a finite number</source>
      <translation>有限の数</translation>
    </message>
    <message>
      <source>a text</source>
      <translation>文字列</translation>
    </message>
    <message>
      <source>between {low:g} and {high:g}</source>
      <translation>{low:g} から {high:g} まで</translation>
    </message>
    <message>
      <source>greater than {low:g} and at most {high:g}</source>
      <translation>{low:g} より大きく {high:g} 以下</translation>
    </message>
    <message>
      <source>greater than {low:g}</source>
      <translation>{low:g} より大きい値</translation>
    </message>
    <message>
      <source>at least {low:g}</source>
      <translation>{low:g} 以上</translation>
    </message>
    <message>
      <source>at most {high:g}</source>
      <translation>{high:g} 以下</translation>
    </message>
    <message>
      <source>The parameter {name} needs {count} values or more.</source>
      <translation>パラメータ {name} には {count} 個以上の値が必要です。</translation>
    </message>
    <message>
      <source>The parameter {name} is empty.</source>
      <translation>パラメータ {name} が空です。</translation>
    </message>
    <message>
      <source>The parameter {name} is missing: {help}</source>
      <translation>パラメータ {name} がありません: {help}</translation>
    </message>
    <message>
      <source>a list</source>
      <translation>リスト</translation>
    </message>
    <message>
      <source>one of {choices}</source>
      <translation>次のいずれか: {choices}</translation>
    </message>
    <message>
      <source>The output {path} must end in {endings}; choose such a name.</source>
      <translation>出力 {path} の拡張子は {endings} でなければなりません。そのような名前を選んでください。</translation>
    </message>
    <message>
      <source>Both a part of the map and a part of the image are given; leave one of the two empty.</source>
      <translation>地図上の範囲と画像上の範囲の両方が指定されています。どちらかを空欄にしてください。</translation>
    </message>
    <message>
      <source>The parameter line_interval is zero; give the time from line to line in seconds.</source>
      <translation>パラメータ line_interval が 0 です。ラインからラインまでの時間を秒で指定してください。</translation>
    </message>
    <message>
      <source>The lowest height {low:g} m is not below the highest height {high:g} m; exchange or correct them.</source>
      <translation>最低標高 {low:g} m が最高標高 {high:g} m より低くありません。入れ替えるか修正してください。</translation>
    </message>
    <message>
      <source>The overlap {overlap} px is not less than half the patch size {size} px; choose a smaller overlap.</source>
      <translation>重複幅 {overlap} px がパッチサイズ {size} px の半分以上です。重複幅を小さくしてください。</translation>
    </message>
    <message>
      <source>There is nothing to compare with; give a reference surface model or check points.</source>
      <translation>比較の対象がありません。参照 DSM または検証点を指定してください。</translation>
    </message>
    <message>
      <source>Co-registration needs a reference surface model; give one, or compare without it.</source>
      <translation>位置合わせには参照 DSM が必要です。指定するか、位置合わせなしで比較してください。</translation>
    </message>
    <message>
      <source>The certainty raster needs a reference surface model and the error raster; give both, or leave it out.</source>
      <translation>確信度ラスタには参照 DSM と誤差ラスタが必要です。両方を指定するか、省いてください。</translation>
    </message>
    <message>
      <source>The difference raster needs a reference surface model; give one, or skip that output.</source>
      <translation>差分ラスタには参照 DSM が必要です。指定するか、この出力を省いてください。</translation>
    </message>
    <message>
      <source>The layer of checked points needs check points; give some, or skip that output.</source>
      <translation>検証済みの点のレイヤには検証点が必要です。指定するか、この出力を省いてください。</translation>
    </message>
    <message>
      <source>Only one of longitude and latitude is given; give both, or neither.</source>
      <translation>経度と緯度の一方だけが指定されています。両方を指定するか、どちらも空にしてください。</translation>
    </message>
    <message>
      <source>The matcher {matcher} has no encoder to freeze; train all of it, or choose the matcher roma.</source>
      <translation>手法 {matcher} に固定できるエンコーダはありません。全体を学習するか、手法 roma を選んでください。</translation>
    </message>
    <message>
      <source>The parameter side is {side}; it must be a multiple of {cell}.</source>
      <translation>パラメータ side は {side} ですが、{cell} の倍数でなければなりません。</translation>
    </message>
    <message>
      <source>The image's ranges are too short to reach the ground; check its geometry.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The request must be a JSON object with the keys job and parameters.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The request's job must be a text and its parameters an object.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The request is not a line of JSON.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What is finished is kept in {folder}; the same run, started again, goes on from it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There was not enough memory for {job}; close other programs, or use more looks or smaller patches.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>a library crashed</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The engine was ended by signal {signal} ({reason}); close other programs, use more looks or smaller patches, and report it with the log if it happens again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There was not enough memory for {job} within the limit of {limit}; raise the memory limit in the settings, or use more looks or smaller patches.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The engine ended without an answer (exit code {number}); the log shows its last words, please report them.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>the system may have run out of memory</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>the memory limit of {limit} may be too low</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>internal error in {job} ({kind}: {reason}); please report it together with the log.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The job was cancelled.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The antenna does not pass the middle of the map; its state vectors do not cover it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The two images show next to no common ground; check that they belong together.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All expected errors are zero, so that nothing can be corrected; give some a sigma.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The reference image's ranges are too short to reach the ground; check its geometry.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The antenna does not pass all places of the image; its state vectors do not cover it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Pixels of the image have the same time and range; its geometry is damaged.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Near range and range spacing must be positive and the line interval not zero.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The image's times, ranges, range rate and reference height must be finite numbers.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Lines and samples of the image must go in different directions.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A trajectory needs at least two state vectors, each a time and three coordinates.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The trajectory has state vectors that are not finite numbers; correct the product.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The times of the trajectory's state vectors do not increase; sort or correct them.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The trajectory's velocities must be finite and as many as its positions.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The track does not pass the whole scene; make the scene smaller or the altitude larger.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The near edge of the image does not reach the ground's mean height; fly higher.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>That has no code by which its geoid could be found.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The training set has hardly a patch in which a tenth of the pixels have a true match; check that its images, reference DSM and their geometry belong together.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The reference surface model covers no ground of the images; give one of the same area, with heights in metres above the WGS-84 ellipsoid.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The matcher roma needs weights to begin with, which do not come with the plugin; name a file that downloadweights, trainmatcher or finetune wrote.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The window lies outside the image.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A DEM is named both for training and for validation; leave it out of one of them.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The GPU's memory is too small to train on a single crop; close other programs that use it, or choose the device cpu.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The GPU's memory is too small for the whole batch; it is halved from here on and the halves' gradients are added, which takes longer.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The middle of an image does not reach the ground at its reference height; check its geometry.</source>
      <translation type="unfinished" />
    </message>
  </context>
</TS>
